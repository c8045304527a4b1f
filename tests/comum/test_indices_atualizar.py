"""A atualização dos índices contra um servidor HTTP de verdade, com as respostas boas e ruins dos órgãos."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.comum.calendario import competencia_somar
from hub.comum.indices.series import PASTA_DO_HUB, fichas, serie
from hub.projeto.indices_atualizar import Fontes, _ultimo_publicavel, indices_atualizar, principal

HTML = "<!DOCTYPE html><html><body>Em manutenção</body></html>"


@dataclass
class Orgao:
    """O servidor do órgão: o que responde, em ordem, e o que lhe pediram."""

    endereco: str = ""
    #: (situação, corpo) de cada pedido; a última resposta se repete.
    respostas: list[tuple[int, str]] = field(default_factory=list)
    #: Segundos antes de cada resposta.
    demora: float = 0.0
    pedidos: list[str] = field(default_factory=list)

    def responder(self, *respostas: tuple[int, str]) -> None:
        self.respostas = list(respostas)

    def fontes(self, **mais: float) -> Fontes:
        return Fontes(bcb=self.endereco, sidra=self.endereco, espera=0.0, **mais)  # type: ignore[arg-type]


@pytest.fixture
def orgao(monkeypatch: pytest.MonkeyPatch) -> Iterator[Orgao]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    este = Orgao()

    class Balcao(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            este.pedidos.append(self.path)
            time.sleep(este.demora)
            situacao, corpo = este.respostas.pop(0) if len(este.respostas) > 1 else este.respostas[0]
            self.send_response(situacao)
            self.send_header("Content-Type", "text/csv; charset=utf-8")
            self.end_headers()
            self.wfile.write(corpo.encode())

        def log_message(self, *_: object) -> None:
            """O servidor do teste não fala."""

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Balcao)
    este.endereco = f"http://127.0.0.1:{servidor.server_port}"
    linha = Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.01})
    linha.start()
    yield este
    servidor.shutdown()
    linha.join()
    servidor.server_close()


@pytest.fixture
def pasta(tmp_path: Path) -> Path:
    return tmp_path / "indices"


def sgs(meses: dict[str, str]) -> str:
    return '"data";"valor"\n' + "".join(f'"01/{m[5:]}/{m[:4]}";"{v}"\n' for m, v in meses.items())


def depois(nome: str, meses: int) -> str:
    return competencia_somar(fichas(PASTA_DO_HUB)[nome].ultimo, meses)


def resposta_com(nome: str, novos: dict[str, str]) -> str:
    """Os dois últimos meses guardados, como o órgão os repete, e os novos."""
    guardada = serie(nome, PASTA_DO_HUB)
    ultimos = list(guardada.valores)[-2:]
    return sgs({m: f"{guardada.valor(m)}".replace(".", ",") for m in ultimos} | novos)


def atualizar(orgao: Orgao, pasta: Path, nome: str, em: date = date(2199, 12, 31), **mais: float) -> dict[str, object]:
    resposta = indices_atualizar(pasta=pasta, em=em, nomes=[nome], fontes=orgao.fontes(**mais))
    [linha] = resposta["series"]
    assert resposta["falhas"] == ("erro" in linha)
    return linha


def test_meses_novos_entram_e_ficam_gravados(orgao: Orgao, pasta: Path) -> None:
    um, dois = depois("ipca", 1), depois("ipca", 2)
    orgao.responder((200, resposta_com("ipca", {um: "0,31", dois: "-0,02"})))
    linha = atualizar(orgao, pasta, "ipca")
    assert (linha["novos"], linha["depois"]) == (2, serie("ipca", pasta).ficha.versao)
    assert linha["antes"] == serie("ipca", PASTA_DO_HUB).ficha.versao
    assert str(serie("ipca", pasta).valor(dois)) == "-0.02"
    assert serie("ipca", pasta).ficha.coletado_em == "2199-12-31"
    assert serie("inpc", pasta).valores == serie("inpc", PASTA_DO_HUB).valores, "as outras continuam como estavam"
    assert um not in serie("ipca", PASTA_DO_HUB).valores


def test_repetir_nao_muda_nada(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, resposta_com("ipca", {depois("ipca", 1): "0,31"})))
    atualizar(orgao, pasta, "ipca")
    antes = {p.name: p.read_bytes() for p in pasta.iterdir()}
    assert atualizar(orgao, pasta, "ipca")["novos"] == 0
    assert {p.name: p.read_bytes() for p in pasta.iterdir()} == antes


def test_pede_o_que_falta_e_o_ultimo_ano_para_conferir(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, resposta_com("inpc", {})))
    atualizar(orgao, pasta, "inpc", em=date(2027, 3, 9))
    pedido = urlsplit(orgao.pedidos[0])
    inicio = depois("inpc", -12)
    assert pedido.path == "/dados/serie/bcdata.sgs.188/dados"
    assert parse_qs(pedido.query) == {
        "formato": ["csv"],
        "dataInicial": [f"01/{inicio[5:]}/{inicio[:4]}"],
        "dataFinal": ["09/03/2027"],
    }


def test_numero_indice_vem_do_sidra(orgao: Orgao, pasta: Path) -> None:
    mes = depois("ipca_numero_indice", 1).replace("-", "")
    titulos = {"V": "Valor", "D3C": "Mês (Código)"}
    orgao.responder((200, json.dumps([titulos, {"V": "7650.10", "D3C": mes}], ensure_ascii=False)))
    assert atualizar(orgao, pasta, "ipca_numero_indice")["novos"] == 1
    assert orgao.pedidos[0].startswith("/values/t/1737/n1/all/v/2266/p/")


def test_selic_diaria_pede_os_ultimos_trinta_dias(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, '"data";"valor"\n"11/05/2026";"0,053400"\n'))
    assert "erro" not in atualizar(orgao, pasta, "selic_diaria", em=date(2026, 5, 13))
    assert "dataInicial=11/04/2026" in orgao.pedidos[0]


def test_erro_passageiro_do_servidor_e_tentado_de_novo(orgao: Orgao, pasta: Path) -> None:
    boa = (200, resposta_com("ipca", {depois("ipca", 1): "0,31"}))
    orgao.responder((500, "erro"), (503, "erro"), boa)
    assert atualizar(orgao, pasta, "ipca")["novos"] == 1
    assert len(orgao.pedidos) == 3


@pytest.mark.parametrize(
    ("resposta", "codigo", "trecho", "pedidos"),
    [
        ((500, "erro interno"), "FONTE_FORA_DO_AR", "respondeu 500 (3 tentativa(s))", 3),
        ((429, "devagar"), "FONTE_FORA_DO_AR", "respondeu 429", 3),
        ((404, '{"error":"Value(s) not found"}'), "FONTE_FORA_DO_AR", "respondeu 404 (1 tentativa(s))", 1),
        ((302, ""), "FONTE_FORA_DO_AR", "respondeu 302", 1),
        ((200, HTML), "RESPOSTA_NAO_RECONHECIDA", "DOCTYPE", 1),
        ((200, resposta_com("ipca", {depois("ipca", 2): "0,31"})), "BURACO_NA_SERIE", depois("ipca", 1), 1),
        ((200, sgs({depois("ipca", 0): "9,99"})), "SERIE_DIVERGENTE", "9.99", 1),
    ],
    ids=["500", "429", "404", "302", "html", "mês faltando", "divergente"],
)
def test_resposta_ruim_deixa_tudo_como_estava(
    orgao: Orgao, pasta: Path, resposta: tuple[int, str], codigo: str, trecho: str, pedidos: int
) -> None:
    orgao.responder(resposta)
    linha = atualizar(orgao, pasta, "ipca")
    assert linha["erro"] == codigo
    assert trecho in str(linha["mensagem"])
    assert (linha["antes"], linha["novos"]) == (linha["depois"], 0)
    assert len(orgao.pedidos) == pedidos
    assert serie("ipca", pasta).ficha == serie("ipca", PASTA_DO_HUB).ficha


def test_resposta_que_demora_demais(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, "tarde"))
    orgao.demora = 0.3
    linha = atualizar(orgao, pasta, "ipca", limite=0.05, tentativas=2)
    assert linha["erro"] == "FONTE_FORA_DO_AR"
    assert "2 tentativa(s)" in str(linha["mensagem"])


def test_uma_serie_falha_e_as_outras_avancam(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, HTML), (200, resposta_com("inpc", {depois("inpc", 1): "0,40"})))
    resposta = indices_atualizar(pasta=pasta, em=date(2199, 1, 1), nomes=["ipca", "inpc"], fontes=orgao.fontes())
    assert [linha["novos"] for linha in resposta["series"]] == [0, 1]
    assert resposta["falhas"] == 1


def test_serie_que_nao_existe_e_falha_da_linha(orgao: Orgao, pasta: Path) -> None:
    assert atualizar(orgao, pasta, "igp_m")["erro"] == "SERIE_DESCONHECIDA"


def test_pasta_atrasada_recebe_as_series_que_vem_com_o_hub(orgao: Orgao, pasta: Path) -> None:
    orgao.responder((200, resposta_com("ipca", {})))
    atualizar(orgao, pasta, "ipca")
    manifesto = pasta / "manifesto.csv"
    texto = manifesto.read_text(encoding="utf-8")
    ficha = fichas(pasta)["inpc"]
    manifesto.write_text(
        texto.replace(f",{ficha.ultimo},{ficha.linhas},{ficha.sha256}", ",2020-01,1,x"), encoding="utf-8"
    )
    atualizar(orgao, pasta, "ipca")
    assert fichas(pasta)["inpc"] == ficha


def test_sem_rede_diz_o_que_fazer_e_sai_com_1(pasta: Path, capsys: pytest.CaptureFixture[str], orgao: Orgao) -> None:
    fechada = ["--bcb", "http://127.0.0.1:1", "--espera", "0"]
    codigo = principal(["--pasta", str(pasta), "--em", "2026-12-15", "--serie", "ipca", *fechada, "--json"])
    [linha] = json.loads(capsys.readouterr().out)["series"]
    assert codigo == 1
    assert linha["erro"] == "FONTE_FORA_DO_AR"
    assert "Confira a rede ou o proxy" in linha["mensagem"]


def test_comando_sai_com_0_e_conta_o_que_fez(orgao: Orgao, pasta: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orgao.responder((200, resposta_com("ipca", {depois("ipca", 1): "0,31"})))
    codigo = principal(["--pasta", str(pasta), "--em", "2199-12-31", "--serie", "ipca", "--bcb", orgao.endereco])
    assert codigo == 0
    assert f"→ {depois('ipca', 1)}/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("nome", "em", "ultimo"),
    [
        ("selic_mora", date(2026, 11, 3), "2026-09"),
        ("selic_mora", date(2026, 11, 4), "2026-10"),
        ("ipca_e", date(2026, 11, 30), "2026-11"),
        ("selic_diaria", date(2026, 11, 4), "2026-11-03"),
        ("ipca", date(2027, 1, 12), "2026-12"),
    ],
)
def test_mes_em_curso_nao_entra(nome: str, em: date, ultimo: str) -> None:
    """Em 3/11/2026, primeiro dia útil depois de Finados, a taxa de 30/10 ainda não fechou o mês."""
    assert _ultimo_publicavel(fichas(PASTA_DO_HUB)[nome], em) == ultimo
