"""O que só os cenários do SPC Brasil fazem: ligar um credor, pôr CDAs, olhar a base dele."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cenarios import serasa
from cenarios.por_registro import AGORA, EM, SENHA, Balcao, no_ar, proximo
from hub.credores.vigencia import acordo_registrar
from hub.dividas.models import CDA
from hub.estrategias.models import Chamada, Disjuntor
from hub.estrategias.spc_brasil.listas import listas_ler
from regua_de_teste import trocar_a_regua
from simuladores.biro import documento_magico

__all__ = ["AGORA", "EM", "SENHA", "Mesa", "no_ar"]

#: Códigos das listas do simulador.
CODIGOS = {"natureza": "104", "tipo_corresponsavel": "F", "motivo_exclusao": "1"}


@dataclass(kw_only=True)
class Mesa(Balcao):
    """Um credor diante do SPC Brasil."""

    canal: str = "spc_brasil"

    def ligar(self, operador: str, senha: str = SENHA) -> None:
        """Acordo, endereço, operador, listas, códigos e régua."""
        acordo = {"numero": "1/2020", "data": date(2020, 1, 1), "validade": date(2030, 12, 31)}
        acordo_registrar(credor=self.credor, biro="SPC_BRASIL", ator="ana", **acordo)
        self.configurar(endereco=self.servidor.soap, ambiente="producao")
        self.guardar(operador, senha)
        listas_ler(credor=self.credor, ator="ana", agora=AGORA)
        self.configurar(**CODIGOS)
        trocar_a_regua(self.credor, [{"estrategia": "spc_brasil", "espera_dias": 0, "condicao": {}}])

    def cda(self, desfecho: str = "aceito", **campos: str) -> CDA:
        """Uma CDA já comunicada, com o documento que força o desfecho no SPC simulado."""
        n = proximo()
        documento = {"devedor_documento": documento_magico(desfecho, n), "devedor_nome": f"DEVEDOR {n}"}
        cda = serasa.enviar(self.credor, self.iptu, f"{n:06}/26", **documento, **campos)
        serasa.comunicar(self.credor, cda)
        return cda

    def mandar(self, em: date = EM) -> Chamada:
        """Planeja, libera e entrega; a única chamada."""
        (chamada,) = self.entregar(self.liberar(em))
        return chamada

    def registros(self) -> list[dict[str, str]]:
        """O que está na base do SPC Brasil."""
        return list(self.servidor.spc.registros())

    def ouvidas(self, operacao: str) -> int:
        return int(self.servidor.ouvidas.count(operacao))

    def disjuntor(self) -> Disjuntor:
        return Disjuntor.objects.get(credor=self.credor, estrategia="spc_brasil")

    def disjuntor_fechado(self) -> bool:
        aberto = Disjuntor.objects.filter(credor=self.credor, estrategia="spc_brasil").exclude(estado="fechado")
        return not aberto.exists()
