"""Páginas: o que o servidor leva a mais que o SQL de cada uma, com o livro cheio, tudo enviado e respondido.

Nossa: o passeio de um gestor pelas páginas que leem a dívida, do pedido à resposta pronta (sessão, permissões, ORM,
modelo da página), em processo aquecido, como o portal fala com o banco.
Base: os mesmos comandos SQL, um a um, na mesma conexão e com o mesmo inquilino, lidos até o fim.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from comparacao import comparar
from cronometro import cronometro
from promessa import Promessa

PROMESSA = Promessa(nome="paginas", base="os mesmos comandos SQL, lidos até o fim", deve=3.0, alvo=1.5)
Comando = tuple[str, Any]


def medir(tamanho: int = PROMESSA.tamanho) -> dict[str, Any]:
    """Mede e devolve a linha do relatório; em `paginas`, milissegundos e razão de cada uma."""
    return comparar(PROMESSA, tamanho)


def preparar(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O livro com tudo enviado a protesto e respondido, e quem o vai olhar."""
    import retorno  # noqa: PLC0415 - precisa do Django pronto
    from hub.acesso.models import Usuario, Vinculo  # noqa: PLC0415
    from hub.acesso.permissoes import Perfil  # noqa: PLC0415
    from hub.credores.models import Credor  # noqa: PLC0415

    retorno.preparar(tamanho, pasta)
    retorno.nossa(tamanho, pasta)
    retorno.arrumar()
    gestora = Usuario.objects.create_user("gestora")
    Vinculo.objects.create(usuario=gestora, credor=Credor.objects.get(), perfil=Perfil.GESTOR)
    return {}


def nossa(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O tempo do servidor."""
    return _percorrer(tamanho, pasta, 0)


def base(tamanho: int, pasta: Path) -> dict[str, Any]:
    """O tempo do SQL."""
    return _percorrer(tamanho, pasta, 1)


def _percorrer(_tamanho: int, _pasta: Path, qual: int) -> dict[str, Any]:
    cliente, enderecos = _visita(), _enderecos()
    tempos = {endereco: _pagina(cliente, endereco) for endereco in enderecos}
    with cronometro() as medida:
        pass
    medida.segundos = sum(tempo[qual] for tempo in tempos.values())
    paginas = {endereco: [round(1_000 * s, 1), round(s / b, 2)] for endereco, (s, b) in tempos.items()}
    return medida.com(paginas=paginas)


def _visita() -> Any:
    """A gestora, já dentro do portal."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from hub.acesso.models import Usuario  # noqa: PLC0415
    from hub.acesso.nivel import Nivel  # noqa: PLC0415
    from hub.acesso.sessao import Modo, marcas  # noqa: PLC0415
    from hub.credores import inquilino  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    agora, cliente = timezone.now(), Client()
    cliente.force_login(Usuario.objects.get(username="gestora"))
    sessao = cliente.session
    sessao.update(marcas(modo=Modo.GOVBR, nivel=Nivel.OURO, amr=["passwd", "otp"], auth_time=agora, agora=agora))
    sessao.save()
    inquilino.processo_web()
    return cliente


def _enderecos() -> list[str]:
    """As páginas que leem a dívida, com os identificadores do livro."""
    from hub.credores import inquilino  # noqa: PLC0415
    from hub.credores.inquilino import Papel  # noqa: PLC0415
    from hub.dividas.models import CDA, Lote, Remessa  # noqa: PLC0415

    with inquilino.como(Papel.SERVICO):
        cda = CDA.objects.order_by("pk")[CDA.objects.count() // 2]
        lote, remessa = Lote.objects.values_list("pk", flat=True)[0], Remessa.objects.values_list("pk", flat=True)[0]
    buscas = (cda.numero_cda, cda.devedor_documento, cda.devedor_nome)
    return [
        "/",
        "/cdas",
        *(f"/cdas?q={busca}" for busca in buscas),
        f"/cdas?apos={cda.numero_cda}",
        *(f"/cdas?situacao={situacao}" for situacao in ("paga", "protestada", "em_cobranca", "em_consulta", "aceita")),
        f"/cdas?uf={cda.devedor_uf}&valor_minimo=1000",
        f"/cdas/{cda.pk}",
        f"/cdas/{cda.pk}/documentos",
        "/lotes",
        f"/lotes/{lote}",
        "/remessas",
        f"/remessas/{remessa}",
        f"/remessas/{remessa}/retidas",
        "/retornos",
        "/resultados",
        "/carteiras",
        f"/carteiras/{cda.carteira_id}",
    ]


def _pagina(cliente: Any, endereco: str) -> tuple[float, float]:
    """Segundos do servidor e do SQL, com a página já pedida uma vez."""
    with _comandos() as comandos:
        resposta = cliente.get(endereco)
        assert resposta.status_code == 200, f"{endereco}: {resposta.status_code}"
    inicio = perf_counter()
    cliente.get(endereco)
    return perf_counter() - inicio, _repetir(comandos)


@contextmanager
def _comandos() -> Iterator[list[tuple[Any, Comando]]]:
    """O que se pede ao banco no bloco: o inquilino do momento, e o comando com os valores."""
    from django.db import connection  # noqa: PLC0415

    from hub.credores import inquilino  # noqa: PLC0415

    pedidos: list[tuple[Any, Comando]] = []

    def anotar(executar: Any, sql: str, valores: Any, *resto: Any) -> Any:
        pedidos.append((inquilino.atual(), (sql, valores)))
        return executar(sql, valores, *resto)

    with connection.execute_wrapper(anotar):
        yield pedidos


def _repetir(comandos: list[tuple[Any, Comando]]) -> float:
    """Segundos dos comandos, sem o ORM; dizer ao banco o inquilino não se conta."""
    from django.db import connection  # noqa: PLC0415

    from hub.credores import inquilino  # noqa: PLC0415

    segundos = 0.0
    for quem, (sql, valores) in comandos:
        anterior = inquilino.trocar(quem)
        connection.cursor().close()
        with connection.connection.cursor() as cursor:
            inicio = perf_counter()
            cursor.execute(sql, valores)
            if cursor.description:
                cursor.fetchall()
            segundos += perf_counter() - inicio
        inquilino.trocar(anterior)
    return segundos
