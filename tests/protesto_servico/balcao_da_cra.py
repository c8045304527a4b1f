"""O que os cenários do serviço da CRA fazem: ligar um credor, pôr CDAs, liberar, entregar e buscar."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from cenarios.portas import Registro, por_arquivo
from hub.auditoria.models import Evento
from hub.credores.models import Credor
from hub.dividas.models import Acionamento, Passagem, Remessa
from hub.estrategias.chamadas.segredos import segredo_guardar
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.models import Chamada, Disjuntor
from hub.estrategias.protesto.busca import Busca, respostas_buscar
from hub.estrategias.protesto.entrega import remessa_entregar
from hub.estrategias.protesto.perfil import perfil_gravar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from simuladores.cra import documento_magico
from simuladores.cra.servidor import Servidor

SENHA = "palavra-que-ninguem-ve-7731"
EM = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 15, tzinfo=UTC)
OLINDA = {"devedor_municipio_ibge": "2609600", "devedor_municipio": "OLINDA"}
#: O mínimo de um perfil, menos o endereço.
PERFIL = {
    "produto": "CRA21",
    "ambiente": "producao",
    "liberacao": "00:00",
    "dinheiro": "decimal",
    "janela": "0",
}
_NUMEROS = count(1)


def ligar(credor: Credor, endereco: str, *, codigo: str, usuario: str, senha: str = SENHA, **perfil: str) -> None:
    """O credor passa a entregar pelo serviço."""
    ditas = {"codigo_portador": codigo, "entrega": "servico"}
    canal_configurar(credor=credor, estrategia="protesto", ditas=ditas, ator="teste")
    perfilar(endereco=endereco, **perfil)
    guardar(credor, usuario=usuario, senha=senha)


def perfilar(**ditas: str) -> None:
    perfil_gravar(
        uf="PE", desde=date(2020, 1, 1), ditas=PERFIL | ditas, fonte="ofício da CRA", ator="teste", agora=AGORA
    )


def guardar(credor: Credor, *, usuario: str, senha: str) -> None:
    segredo_guardar(credor=credor, estrategia="protesto", usuario=usuario, senha=senha, ator="teste", agora=AGORA)


@contextmanager
def no_ar(servidor: Servidor) -> Iterator[Servidor]:
    """O servidor atendendo, noutra linha de execução, enquanto durar o bloco."""
    linha = threading.Thread(target=servidor.serve_forever, args=(0.01,), daemon=True)
    linha.start()
    try:
        yield servidor
    finally:
        servidor.solto.set()
        servidor.shutdown()
        servidor.server_close()
        linha.join()


@dataclass
class Balcao:
    """Um credor diante da CRA."""

    credor: Credor
    servidor: Servidor
    iptu: Registro
    saida: Path
    remessas: list[Remessa] = field(default_factory=list)

    def cdas(self, *desfechos: str, **campos: str) -> None:
        """Uma CDA por desfecho, com o documento que o força na CRA simulada."""
        for desfecho in desfechos:
            n = next(_NUMEROS)
            proprios = {"numero_cda": f"2024/{n:06}", "devedor_documento": documento_magico(desfecho, n)}
            feita = por_arquivo(self.credor, self.iptu | proprios | campos, em=date(2026, 3, 1))
            assert feita.resultado in {"aceita", "em_consulta"}, feita

    def liberar(self, em: date = EM) -> Remessa:
        remessa = remessa_planejar(credor=self.credor, estrategia="protesto", em=em, ator="ana")
        remessa_liberar(remessa=remessa, saida=self.saida, ator="ana")
        remessa.refresh_from_db()
        return remessa

    def entregar(self, remessa: Remessa, *, insistir: bool = True) -> list[Chamada]:
        return remessa_entregar(remessa=remessa, ator="ana", insistir=insistir)

    def enviar(self, *desfechos: str, **campos: str) -> Chamada:
        """Põe, libera e entrega; a chamada do único arquivo."""
        self.cdas(*desfechos, **campos)
        (chamada,) = self.entregar(self.liberar())
        return chamada

    def buscar(self, em: date = EM, agora: datetime | None = None) -> Busca:
        instante = agora or datetime(em.year, em.month, em.day, 15, tzinfo=UTC)
        return respostas_buscar(credor=self.credor, em=em, ator="ana", agora=instante)

    def falhar(self, *falhas: str) -> None:
        self.servidor.falhas.extend(falhas)

    def situacoes(self) -> list[str]:
        return list(Acionamento.objects.filter(credor=self.credor).order_by("pk").values_list("situacao", flat=True))

    def titulos(self) -> list[Acionamento]:
        return list(Acionamento.objects.filter(credor=self.credor).order_by("pk"))

    def motivos(self) -> set[str]:
        return set(Passagem.objects.filter(credor=self.credor).values_list("motivo", flat=True))

    def disjuntor(self) -> Disjuntor:
        return Disjuntor.objects.get(credor=self.credor, estrategia="protesto")

    def eventos(self, etiqueta: str) -> int:
        return Evento.objects.filter(credor=self.credor, etiqueta=etiqueta).count()

    def recebidos(self) -> list[str]:
        """Os arquivos que a CRA guardou."""
        return sorted(self.servidor.cra.estado.controle["arquivos"])

    def chamou(self, operacao: str) -> int:
        """Quantas vezes a CRA ouviu a operação."""
        return sum(1 for qual, _ in self.servidor.chamadas if qual == operacao)
