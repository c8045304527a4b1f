"""O que os cenários do SPC Brasil fazem: ligar um credor, pôr CDAs, liberar, entregar."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from cenarios import serasa
from cenarios.portas import Registro, movimentar
from hub.credores.models import Credor
from hub.credores.vigencia import acordo_registrar
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Passagem, Remessa
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.erros import Freio
from hub.estrategias.ligados import entregar_por
from hub.estrategias.models import Chamada, Disjuntor
from hub.estrategias.registro import canal
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.estrategias.spc_brasil.listas import listas_ler
from regua_de_teste import trocar_a_regua
from simuladores.biro import documento_magico
from simuladores.biro.servidor import Servidor

SENHA = "palavra-que-ninguem-ve-7731"
EM = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
#: Códigos das listas do simulador.
CODIGOS = {"natureza": "104", "tipo_corresponsavel": "F", "motivo_exclusao": "1"}
_NUMEROS = count(1)


@contextmanager
def no_ar(servidor: Servidor) -> Iterator[Servidor]:
    """O servidor atendendo, noutra linha de execução, enquanto durar o bloco."""
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    try:
        yield servidor
    finally:
        servidor.shutdown()
        servidor.server_close()
        linha.join()


@dataclass
class Mesa:
    """Um credor diante do SPC Brasil."""

    credor: Credor
    servidor: Servidor
    iptu: Registro
    saida: Path

    def ligar(self, operador: str, senha: str = SENHA) -> None:
        """Acordo, endereço, operador, listas, códigos e régua."""
        acordo = {"numero": "1/2020", "data": date(2020, 1, 1), "validade": date(2030, 12, 31)}
        acordo_registrar(credor=self.credor, biro="SPC_BRASIL", ator="ana", **acordo)
        self.configurar(endereco=self.servidor.soap, ambiente="producao")
        self.guardar(operador, senha)
        listas_ler(credor=self.credor, ator="ana", agora=AGORA)
        self.configurar(**CODIGOS)
        trocar_a_regua(self.credor, [{"estrategia": "spc_brasil", "espera_dias": 0, "condicao": {}}])

    def configurar(self, **ditas: str) -> None:
        canal_configurar(credor=self.credor, estrategia="spc_brasil", ditas=ditas, ator="ana")

    def guardar(self, operador: str, senha: str = SENHA) -> None:
        segredo_guardar(
            credor=self.credor, estrategia="spc_brasil", usuario=operador, senha=senha, ator="ana", agora=AGORA
        )

    def cda(self, desfecho: str = "aceito", **campos: str) -> CDA:
        """Uma CDA já comunicada, com o documento que força o desfecho no SPC simulado."""
        n = next(_NUMEROS)
        documento = {"devedor_documento": documento_magico(desfecho, n), "devedor_nome": f"DEVEDOR {n}"}
        cda = serasa.enviar(self.credor, self.iptu, f"{n:06}/26", **documento, **campos)
        serasa.comunicar(self.credor, cda)
        return cda

    def liberar(self, em: date = EM) -> Remessa:
        remessa = remessa_planejar(credor=self.credor, estrategia="spc_brasil", em=em, ator="ana")
        if remessa.freio:
            with suppress(Freio):
                remessa_liberar(remessa=remessa, saida=self.saida, ator="bia")
        remessa_liberar(remessa=remessa, saida=self.saida, ator="ana")
        remessa.refresh_from_db()
        return remessa

    def entregar(self, remessa: Remessa, *, insistir: bool = True) -> list[Chamada]:
        return entregar_por("spc_brasil")(remessa=remessa, ator="ana", insistir=insistir)

    def mandar(self, em: date = EM) -> Chamada:
        """Planeja, libera e entrega; a única chamada."""
        (chamada,) = self.entregar(self.liberar(em))
        return chamada

    def movimentar(self, cda: CDA, tipo: str, **campos: str) -> None:
        movimentar(self.credor, cda.numero_cda, tipo, **campos)

    def motivo(self, cda: CDA, em: date = EM) -> str:
        (dito,) = canal("spc_brasil").motivos(credor=self.credor, em=em, limite=1, cda=cda.pk)
        return dito["motivo"]

    def situacoes(self) -> list[str]:
        return list(Acionamento.objects.filter(credor=self.credor).order_by("pk").values_list("situacao", flat=True))

    def motivos_das_passagens(self) -> set[str]:
        return set(Passagem.objects.filter(credor=self.credor).values_list("motivo", flat=True))

    def registros(self) -> list[dict[str, str]]:
        """O que está na base do SPC Brasil."""
        return self.servidor.spc.registros()

    def ouvidas(self, operacao: str) -> int:
        return self.servidor.ouvidas.count(operacao)

    def falhar(self, *falhas: str) -> None:
        self.servidor.falhas.extend(falhas)

    def disjuntor(self) -> Disjuntor:
        return Disjuntor.objects.get(credor=self.credor, estrategia="spc_brasil")

    def disjuntor_fechado(self) -> bool:
        aberto = Disjuntor.objects.filter(credor=self.credor, estrategia="spc_brasil").exclude(estado="fechado")
        return not aberto.exists()

    def frases(self, cda: CDA) -> str:
        return "\n".join(fato.texto for fato in historia_da(CDA.objects.get(pk=cda.pk)))
