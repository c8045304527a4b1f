"""O que varia de um convênio para outro e de uma origem para outra: os parâmetros do julgamento."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Parametros:
    """O convênio visto pelas regras; o padrão não limita nada."""

    #: menor valor consolidado que o convênio aceita, em centavos; None = sem mínimo
    valor_minimo: int | None = None
    #: valor consolidado, em centavos, acima do qual o credor confirma; None = sem máximo
    valor_maximo: int | None = None
    #: anos desde o vencimento que o convênio aceita; None = sem limite
    idade_maxima_anos: int | None = None
    #: códigos de `dominios/tributo-natureza.csv` que o convênio aceita; None ou vazio = os da esfera do credor
    tributos_aceitos: frozenset[str] | None = None
    #: MUNICIPIO, ESTADO, DF, AUTARQUIA_PROFISSIONAL ou CONSELHO; None = não confere a esfera do tributo
    tipo_de_credor: str | None = None
    #: dias que o credor tem para corrigir ou justificar o que ficou em consulta; quem conta o prazo é a recepção
    prazo_consulta_dias: int | None = None
    #: códigos das regras que só avisariam e, neste convênio, deixam em consulta
    avisos_em_consulta: frozenset[str] = frozenset()
    #: falso quando falta a certificação anual que o convênio pede: só se aceita o que reduz
    certificado: bool = True
    #: falso quando o convênio está suspenso ou se encerrou: só se aceita o que reduz
    em_vigor: bool = True
    #: verdadeiro quando a operação do hub parou o credor: só se aceita o que reduz
    parado: bool = False
    #: `hub`, o próprio credor, ou `pgfn-dados-abertos`, extrato público que não traz os elementos do título
    origem: str = "hub"

    @property
    def so_reduz(self) -> bool:
        """Se nada mais se inclui nem se aumenta."""
        return self.parado or not (self.certificado and self.em_vigor)
