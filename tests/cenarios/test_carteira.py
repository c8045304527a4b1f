"""A carteira e a régua, como dados: quem as muda vê o efeito no plano seguinte, e deixa rastro."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cenarios.portas import Porta, Registro, por_arquivo
from cenarios.test_cadastro import frases, pedir
from hub.auditoria.models import Evento
from hub.credores.models import Carteira, Credor, VersaoDaCarteira
from hub.estrategias.registro import canal
from hub.estrategias.servicos import remessa_planejar

pytestmark = pytest.mark.django_db


def salvar(
    capsys: pytest.CaptureFixture[str], pasta: Path, credor: Credor, codigo: str, *opcoes: str, regua: Any = None
) -> dict[str, Any]:
    if regua is not None:
        (pasta / "regua.json").write_text(json.dumps(regua), encoding="utf-8")
        opcoes = (*opcoes, "--regua", str(pasta / "regua.json"))
    return pedir(capsys, "carteira", "salvar", codigo, "--credor", credor.cnpj, *opcoes)


def test_a_cda_cai_na_carteira_do_tributo_e_segue_a_regua_dela(
    capsys: pytest.CaptureFixture[str], recife: Credor, olinda: Credor, iptu: Registro, tmp_path: Path
) -> None:
    regua = [{"estrategia": "protesto", "condicao": {"valor_minimo": "5.000,00"}}]
    opcoes = ("--nome", "Imóveis", "--tributos", "IPTU,ITBI")
    for _ in range(2):
        dito = salvar(capsys, tmp_path, recife, " IMOVEIS ", *opcoes, regua=regua)
    assert dito["regua"] == [{"estrategia": "protesto", "espera_dias": 0, "condicao": {"valor_minimo": "5000.00"}}]
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    assert recife.cdas.get().carteira.codigo == dito["carteira"] == "IMOVEIS"
    em = timezone.localdate()
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").retidas == {"abaixo_do_minimo": 1}
    salvar(capsys, tmp_path, recife, "IMOVEIS", regua=[{"estrategia": "protesto"}])
    assert remessa_planejar(credor=recife, estrategia="protesto", em=em, ator="ana").inclusoes == 1
    assert frases("credor:carteira:salva") == [
        "linha de comando salvou a carteira IMOVEIS de Município do Recife, Imóveis, com os tributos: IPTU, ITBI."
    ]
    assert len(frases("credor:carteira:regua_trocada")) == 2
    assert [c["carteira"] for c in pedir(capsys, "carteira", "listar", "--credor", olinda.cnpj)["carteiras"]] == [
        "GERAL"
    ]


ERRADAS: dict[str, tuple[Any, str]] = {
    "não é lista": ({"estrategia": "protesto"}, "não é uma lista"),
    "etapa que não é objeto": (["protesto"], "falta o objeto"),
    "chave desconhecida": ([{"estrategia": "protesto", "espera": 1}], "não se conhece (espera)"),
    "espera negativa": ([{"estrategia": "protesto", "espera_dias": -1}], "vai de 0 a 3650"),
    "espera em texto": ([{"estrategia": "protesto", "espera_dias": "5"}], "vai de 0 a 3650"),
    "estratégia que não existe": ([{"estrategia": "fax"}], "Não há estratégia fax"),
    "estratégia sem o acordo": ([{"estrategia": "scpc"}], "exige acordo prévio"),
    "estratégia duas vezes": ([{"estrategia": "protesto"}, {"estrategia": "protesto"}], "mais de uma etapa"),
    "dinheiro em número": ([{"estrategia": "protesto", "condicao": {"valor_minimo": 100.5}}], "entre aspas"),
    "dinheiro que não é": ([{"estrategia": "protesto", "condicao": {"valor_maximo": "muito"}}], "entre aspas"),
    "mínimo maior": (
        [{"estrategia": "protesto", "condicao": {"valor_minimo": "2", "valor_maximo": "1"}}],
        "passa do valor_maximo",
    ),
    "tributo que não há": ([{"estrategia": "protesto", "condicao": {"tributos": ["NADA"]}}], "lista de códigos"),
    "uf que não há": ([{"estrategia": "protesto", "condicao": {"ufs": ["XX"]}}], "lista de siglas"),
    "idade em texto": ([{"estrategia": "protesto", "condicao": {"idade_minima": "2 anos"}}], "anos ou dias"),
    "idade em meses": ([{"estrategia": "protesto", "condicao": {"idade_minima": {"meses": 2}}}], "anos ou dias"),
    "idade com duas unidades": (
        [{"estrategia": "protesto", "condicao": {"idade_maxima": {"anos": 2, "dias": 1}}}],
        "anos ou dias",
    ),
    "idade sem fim": ([{"estrategia": "protesto", "condicao": {"idade_maxima": {"anos": 101}}}], "anos ou dias"),
    "idade que ninguém tem": (
        [{"estrategia": "protesto", "condicao": {"idade_minima": {"anos": 2}, "idade_maxima": {"dias": 700}}}],
        "passa da idade_maxima",
    ),
    "idade desde o que não há": (
        [{"estrategia": "protesto", "condicao": {"idade_minima": {"anos": 2}, "idade_desde": "ontem"}}],
        "vencimento ou inscricao",
    ),
    "idade de nada": ([{"estrategia": "protesto", "condicao": {"idade_desde": "vencimento"}}], "só serve com"),
    "classificação": ([{"estrategia": "protesto", "condicao": {"rating": "A"}}], "ainda não existe no hub"),
    "pessoa que não há": ([{"estrategia": "protesto", "condicao": {"pessoa": ["PF"]}}], "PF ou PJ"),
}


@pytest.mark.parametrize("erro", ERRADAS)
def test_regua_errada_diz_onde_e_nada_muda(
    erro: str, capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path
) -> None:
    regua, motivo = ERRADAS[erro]
    antes = list(Carteira.objects.values()), Evento.objects.count()
    with pytest.raises(SystemExit):
        salvar(capsys, tmp_path, recife, "GERAL", "--tributos", "IPTU", regua=regua)
    assert motivo in json.loads(capsys.readouterr().out)["mensagem"]
    assert (list(Carteira.objects.values()), Evento.objects.count()) == antes


@pytest.mark.parametrize(
    ("opcoes", "codigo"),
    [
        (("NOVA", "--tributos", "NADA"), "TRIBUTO_FORA_DA_LISTA"),
        (("NOVA", "--tributos", "IPTU"), "TRIBUTO_DE_OUTRA_CARTEIRA"),
        (("x" * 21,), "CADASTRO_ERRADO"),
        (("", "--nome", "Sem código"), "CADASTRO_ERRADO"),
        (("NOVA", "--nome", "x" * 101), "CADASTRO_ERRADO"),
    ],
)
def test_carteira_errada_nao_se_salva(
    opcoes: tuple[str, ...], codigo: str, capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path
) -> None:
    salvar(capsys, tmp_path, recife, "GERAL", "--tributos", "IPTU")
    with pytest.raises(SystemExit):
        salvar(capsys, tmp_path, recife, *opcoes)
    assert json.loads(capsys.readouterr().out)["erro"] == codigo
    assert recife.carteiras.count() == 1


def test_arquivo_de_regua_que_nao_e_json(capsys: pytest.CaptureFixture[str], recife: Credor, tmp_path: Path) -> None:
    for conteudo in (b"{", b"\xff", b"[" * 100_000):
        (tmp_path / "r.json").write_bytes(conteudo)
        with pytest.raises(SystemExit):
            pedir(capsys, "carteira", "salvar", "GERAL", "--credor", recife.cnpj, "--regua", str(tmp_path / "r.json"))
        assert "não é JSON" in json.loads(capsys.readouterr().out)["mensagem"]


def test_venha_por_onde_vier_segue_a_versao_do_dia(
    porta: Porta, capsys: pytest.CaptureFixture[str], recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    salvar(capsys, tmp_path, recife, "IMOVEIS", "--tributos", "IPTU", regua=[{"estrategia": "protesto"}])
    velha = [{"estrategia": "protesto", "condicao": {"idade_minima": {"anos": 90}}}]
    amanha = timezone.localdate() + timedelta(days=1)
    salvar(capsys, tmp_path, recife, "IMOVEIS", "--vigente-desde", str(amanha), regua=velha)
    assert porta(recife, iptu).cda.carteira.codigo == "IMOVEIS"
    ditas = {dia: canal("protesto").devidos(credor=recife, em=dia) for dia in (timezone.localdate(), amanha)}
    assert list(ditas.values()) == [
        {"devidas": 1, "retidas": {}},
        {"devidas": 0, "retidas": {"abaixo_da_idade": 1}},
    ]


def test_versao_marcada_contato_e_previa_por_comando(
    capsys: pytest.CaptureFixture[str], recife: Credor, olinda: Credor, iptu: Registro, tmp_path: Path
) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    regua = [{"estrategia": "protesto", "condicao": {"valor_minimo": "5000.00", "idade_maxima": {"anos": 30}}}]
    (tmp_path / "regua.json").write_text(json.dumps(regua), encoding="utf-8")
    hoje = timezone.localdate()
    marcada = hoje + timedelta(days=20)
    quando = (
        "GERAL",
        "--credor",
        recife.cnpj,
        "--regua",
        str(tmp_path / "regua.json"),
        "--vigente-desde",
        str(marcada),
    )
    atos = Evento.objects.exclude(etiqueta="hub:auditoria:selada")
    antes = VersaoDaCarteira.objects.count(), atos.count()
    (previa,) = pedir(capsys, "carteira", "previa", *quando)["estrategias"]
    assert (VersaoDaCarteira.objects.count(), atos.count()) == antes
    assert [dia["saem"]["cdas"] for dia in previa["dias"]] == [0, 0, 1, 1]
    assert previa["dias"][2]["retidas"] == {"abaixo_do_minimo": {"antes": 0, "depois": 1}}
    assert previa["saem"] == [iptu["numero_cda"]]
    for _ in range(2):
        salva = pedir(capsys, "carteira", "salvar", *quando)
    assert (salva["versao"], salva["vigente_desde"]) == (2, str(marcada))
    assert salva["regua"][0]["condicao"]["idade_desde"] == "vencimento"
    (tmp_path / "contato.json").write_text('{"telefone": "(81) 3355-9000"}', encoding="utf-8")
    contato = ("--contato", str(tmp_path / "contato.json"), "--vigente-desde", str(marcada))
    pedir(capsys, "carteira", "salvar", "GERAL", "--credor", recife.cnpj, *contato)
    mostrada = pedir(capsys, "carteira", "mostrar", "GERAL", "--credor", recife.cnpj, "--em", str(marcada))
    assert (mostrada["versao"], mostrada["contato"], len(mostrada["versoes"])) == (3, {"telefone": "(81) 3355-9000"}, 3)
    assert mostrada["regua"] == salva["regua"]
    assert pedir(capsys, "carteira", "mostrar", "GERAL", "--credor", recife.cnpj)["versao"] == 1
    assert pedir(capsys, "carteira", "mostrar", "GERAL", "--credor", olinda.cnpj, "--em", str(marcada))["versao"] == 1
    for dia, versao in ((hoje, 1), (marcada, 3)):
        dito = pedir(capsys, "por_que", iptu["numero_cda"], "--credor", recife.cnpj, "--em", str(dia))
        assert (dito["carteira"], dito["versao_da_carteira"]) == ("GERAL", versao)
        assert bool(dito["estrategias"]["protesto"][0]["motivo"]) == (versao == 3)
    assert frases("credor:carteira:versao_salva")[0] == (
        "linha de comando salvou a versão 2 da carteira GERAL de Município do Recife, que vale desde "
        f"{marcada:%d/%m/%Y}; mudou: régua."
    )


@pytest.mark.parametrize(
    ("argumentos", "codigo"),
    [
        (("mostrar", "NADA"), "CARTEIRA_DESCONHECIDA"),
        (("previa", "NADA", "--regua", "regua.json"), "CARTEIRA_DESCONHECIDA"),
        (("salvar", "GERAL", "--regua", "regua.json", "--vigente-desde", "2026-03-01"), "VIGENCIA_PASSADA"),
        (
            (
                "salvar",
                "GERAL",
                "--regua",
                "regua.json",
                "--vigente-desde",
                "2126-03-01",
                "--vigente-ate",
                "2126-01-01",
            ),
            "CADASTRO_ERRADO",
        ),
        (("salvar", "GERAL", "--contato", "contato.json"), "CONTATO_ERRADO"),
        (("salvar", "GERAL", "--contato", "regua.json"), "CONTATO_ERRADO"),
    ],
)
def test_o_que_o_comando_recusa_nao_muda_nada(
    argumentos: tuple[str, ...],
    codigo: str,
    capsys: pytest.CaptureFixture[str],
    recife: Credor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "regua.json").write_text("[]", encoding="utf-8")
    (tmp_path / "contato.json").write_text('{"pix": "chave"}', encoding="utf-8")
    with pytest.raises(SystemExit):
        pedir(capsys, "carteira", *argumentos, "--credor", recife.cnpj)
    assert json.loads(capsys.readouterr().out)["erro"] == codigo
    assert VersaoDaCarteira.objects.filter(credor=recife).count() == 1
