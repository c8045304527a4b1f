"""O que os cenários dos canais por contrato fazem: gravar o contrato, ligar um credor, pôr CDAs, liberar, entregar."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from cenarios import serasa
from cenarios.portas import Registro, movimentar
from hub.credores.models import Credor
from hub.credores.vigencia import acordo_registrar
from hub.dividas.historia import historia_da
from hub.dividas.models import CDA, Acionamento, Remessa
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.contrato.servicos import contrato_gravar
from hub.estrategias.erros import Freio
from hub.estrategias.ligados import atos_por_contrato, entregar_por
from hub.estrategias.models import Chamada
from hub.estrategias.registro import canal
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from regua_de_teste import trocar_a_regua
from simuladores.biro import documento_magico
from simuladores.cadastro import contrato_de
from simuladores.cadastro.servidor import Servidor

SENHA = "palavra-que-ninguem-ve-7731"
EM = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
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


@dataclass
class Guiche:
    """Um credor diante de um cadastro que fala por contrato."""

    canal: str
    credor: Credor
    servidor: Servidor
    iptu: Registro
    saida: Path

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

    def configurar(self, **ditas: str) -> None:
        canal_configurar(credor=self.credor, estrategia=self.canal, ditas=ditas, ator="ana")

    def guardar(self, operador: str, senha: str = SENHA) -> None:
        segredo_guardar(
            credor=self.credor, estrategia=self.canal, usuario=operador, senha=senha, ator="ana", agora=AGORA
        )

    def cda(self, desfecho: str = "aceito", *, comunicada: str = "2026-01-10", **campos: str) -> CDA:
        """Uma CDA com o documento que força o desfecho, comunicada no dia dito; vazio = não comunicada."""
        n = next(_NUMEROS)
        documento = {"devedor_documento": documento_magico(desfecho, n), "devedor_nome": f"DEVEDOR {n} & CIA"}
        cda = serasa.enviar(self.credor, self.iptu, f"{n:06}/26", **documento, **campos)
        if comunicada:
            self.comunicar(cda, comunicada)
        return cda

    def comunicar(self, cda: CDA, em: str, **mudancas: str) -> None:
        finalidade = "cadin" if self.canal == "cadin" else "scpc"
        serasa.comunicar(self.credor, cda, finalidade=finalidade, enviada_em=em, **mudancas)

    def liberar(self, em: date = EM) -> Remessa:
        remessa = remessa_planejar(credor=self.credor, estrategia=self.canal, em=em, ator="ana")
        if remessa.freio:
            with suppress(Freio):
                remessa_liberar(remessa=remessa, saida=self.saida, ator="bia")
        remessa_liberar(remessa=remessa, saida=self.saida, ator="ana")
        remessa.refresh_from_db()
        return remessa

    def entregar(self, remessa: Remessa) -> list[Chamada]:
        return entregar_por(self.canal)(remessa=remessa, ator="ana", insistir=True)

    def mandar(self, em: date = EM) -> list[Chamada]:
        return self.entregar(self.liberar(em))

    def movimentar(self, cda: CDA, tipo: str, **campos: str) -> None:
        movimentar(self.credor, cda.numero_cda, tipo, **campos)

    def motivo(self, cda: CDA, em: date = EM) -> str:
        (dito,) = canal(self.canal).motivos(credor=self.credor, em=em, limite=1, cda=cda.pk)
        assert dito["texto"]
        return dito["motivo"]

    def situacoes(self) -> list[str]:
        return list(Acionamento.objects.filter(credor=self.credor).order_by("pk").values_list("situacao", flat=True))

    def no_cadastro(self) -> list[tuple[str, str]]:
        """Contrato e situação do que está na base."""
        return [(um["debito"], um["situacao"]) for um in self.servidor.cadastro.registros()]

    def atos(self) -> list[str]:
        return [ato for ato, _ in self.servidor.ouvidos]

    def frases(self, cda: CDA) -> str:
        return "\n".join(fato.texto for fato in historia_da(CDA.objects.get(pk=cda.pk)))
