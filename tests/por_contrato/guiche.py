"""O que só os cenários dos canais por contrato fazem: gravar o contrato, ligar um credor, pôr CDAs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cenarios import serasa
from cenarios.por_registro import AGORA, EM, SENHA, Balcao, no_ar, proximo
from hub.credores.models import Credor
from hub.credores.vigencia import acordo_registrar
from hub.dividas.models import CDA
from hub.estrategias.contrato.servicos import contrato_gravar
from hub.estrategias.ligados import atos_por_contrato
from hub.estrategias.models import Chamada
from regua_de_teste import trocar_a_regua
from simuladores.biro import documento_magico
from simuladores.cadastro import contrato_de

__all__ = ["EM", "SENHA", "Guiche", "gravar", "no_ar"]


def gravar(canal: str, documento: Any = None, credor: Credor | None = None) -> None:
    contrato_gravar(
        credor=credor,
        estrategia=canal,
        documento=contrato_de(canal) if documento is None else documento,
        exige=atos_por_contrato(canal),
        desde=date(2020, 1, 1),
        fonte="contrato do simulador",
        ator="ana",
        agora=AGORA,
    )


@dataclass(kw_only=True)
class Guiche(Balcao):
    """Um credor diante de um cadastro que fala por contrato."""

    def ligar(self, operador: str, senha: str = SENHA) -> None:
        """Endereço, códigos, operador e régua; e o que cada canal pede mais."""
        self.configurar(endereco=self.servidor.endereco, ambiente="producao")
        if self.canal == "cadin":
            self.configurar(
                endereco_do_token=f"{self.servidor.endereco}/token", codigos="instituicao=123", convenio="17/2025"
            )
        else:
            acordo = {"numero": "1/2020", "data": date(2020, 1, 1), "validade": date(2030, 12, 31)}
            acordo_registrar(credor=self.credor, biro="SCPC", ator="ana", **acordo)
            self.configurar(codigos="natureza=9")
        self.guardar(operador, senha)
        trocar_a_regua(self.credor, [{"estrategia": self.canal, "espera_dias": 0, "condicao": {}}])

    def cda(self, desfecho: str = "aceito", *, comunicada: str = "2026-01-10", **campos: str) -> CDA:
        """Uma CDA com o documento que força o desfecho, comunicada no dia dito; vazio = não comunicada."""
        n = proximo()
        documento = {"devedor_documento": documento_magico(desfecho, n), "devedor_nome": f"DEVEDOR {n} & CIA"}
        cda = serasa.enviar(self.credor, self.iptu, f"{n:06}/26", **documento, **campos)
        if comunicada:
            self.comunicar(cda, comunicada)
        return cda

    def comunicar(self, cda: CDA, em: str, **mudancas: str) -> None:
        finalidade = "cadin" if self.canal == "cadin" else "scpc"
        serasa.comunicar(self.credor, cda, finalidade=finalidade, enviada_em=em, **mudancas)

    def mandar(self, em: date = EM) -> list[Chamada]:
        return self.entregar(self.liberar(em))

    def no_cadastro(self) -> list[tuple[str, str]]:
        """Contrato e situação do que está na base."""
        return [(um["debito"], um["situacao"]) for um in self.servidor.cadastro.registros()]

    def atos(self) -> list[str]:
        return [ato for ato, _ in self.servidor.ouvidos]
