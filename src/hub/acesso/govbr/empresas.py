"""Por que empresas e entidades a pessoa responde, como o gov.br diz, e o que isso a deixa fazer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote, urlencode

from hub.acesso.govbr.configuracao import Configuracao
from hub.acesso.govbr.erros import FalhaDoGovBr
from hub.acesso.govbr.identidade import Identidade, cnpj_limpar
from hub.acesso.govbr.rede import json_pedir

#: Empresas de que se pergunta o papel; cada uma é uma chamada, com a pessoa à espera.
MAXIMO: Final = 10


class Alcance(StrEnum):
    """Quanto o papel permite."""

    #: responde pela empresa
    AGE = "age"
    #: vê, e não assume compromisso por ela
    CONSULTA = "consulta"
    #: nada
    NADA = "nada"


#: Papel na Receita → alcance. O de quem só contabiliza é decisão nossa, e a menor.
ALCANCES: Final = {
    "SOCIO": Alcance.AGE,
    "REPRESENTANTE_LEGAL": Alcance.AGE,
    "CONTADOR": Alcance.CONSULTA,
    "NAO_ATUANTE": Alcance.NADA,
}
#: Como se chama, aqui, quem vem sem papel: o colaborador que um representante cadastrou.
COLABORADOR: Final = "COLABORADOR"
CERTIFICADO: Final = "CERTIFICADO"


@dataclass(frozen=True, kw_only=True)
class Empresa:
    """Uma empresa ou entidade e o que a pessoa é nela."""

    cnpj: str
    nome: str
    papel: str
    #: até quando vale, no formato ISO; vazio = sem prazo
    expira: str = ""

    def alcance(self, agora: datetime) -> Alcance:
        """O que permite neste instante: o prazo do colaborador se confere a cada ato."""
        if self.papel in {COLABORADOR, CERTIFICADO}:
            return Alcance.AGE if not self.expira or datetime.fromisoformat(self.expira) > agora else Alcance.NADA
        return ALCANCES.get(self.papel, Alcance.NADA)

    def como_dict(self) -> dict[str, str]:
        """O que se guarda na sessão."""
        return {nome: str(valor) for nome, valor in asdict(self).items()}


def empresa_do_certificado(identidade: Identidade, nome: str) -> list[Empresa]:
    """A empresa com cujo certificado a pessoa entrou; nenhuma, se entrou de outro jeito."""
    return [Empresa(cnpj=identidade.cnpj, nome=nome, papel=CERTIFICADO)] if identidade.cnpj else []


def empresas_da_pessoa(configuracao: Configuracao, *, cpf: str, access_token: str) -> list[Empresa]:
    """As empresas que o gov.br liga à pessoa, com o papel dela em cada uma. Levanta `FalhaDoGovBr`."""
    base = f"{configuracao.api}/empresas/v2/empresas"
    consulta = urlencode({"filtrar-por-participante": cpf})
    ditas = json_pedir(f"{base}?{consulta}", onde=configuracao.api, portador=access_token)
    achadas = []
    for dita in (ditas if isinstance(ditas, list) else [])[:MAXIMO]:
        if cnpj := cnpj_limpar(dita.get("cnpj")) if isinstance(dita, dict) else "":
            endereco = f"{base}/{quote(cnpj)}/participantes/{cpf}"
            participacao = json_pedir(endereco, onde=configuracao.api, portador=access_token)
            achadas.append(_empresa(cnpj, str(dita.get("razaoSocial", "")), participacao))
    return achadas


def _empresa(cnpj: str, nome: str, participacao: Any) -> Empresa:
    dados = participacao if isinstance(participacao, dict) else {}
    papel = dados.get("atuacao") or COLABORADOR
    expira = str(dados.get("dataExpiracao") or "")
    if papel == COLABORADOR and not (dados.get("cpfCadastrador") or dados.get("cadastrador") == "true"):
        papel = "NAO_ATUANTE"
    try:
        vence = datetime.fromisoformat(expira) if expira else None
    except ValueError:
        raise FalhaDoGovBr("empresas: dataExpiracao ilegível") from None
    if vence is not None and vence.tzinfo is None:
        raise FalhaDoGovBr("empresas: dataExpiracao sem fuso")
    return Empresa(cnpj=cnpj, nome=nome[:150], papel=str(papel), expira=vence.isoformat() if vence else "")
