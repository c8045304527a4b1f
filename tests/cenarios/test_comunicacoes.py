"""A comunicação ao devedor antes de um registro: prova guardada, nunca trocada, e a vizinha não alcança."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cenarios.portas import Registro, por_arquivo
from hub.credores.models import Credor
from hub.dividas.comunicacoes import Registradas, comunicacoes_ler, comunicacoes_registrar
from hub.dividas.historia import historia_da
from hub.dividas.listas import CelulaAberta, ListaSemColunas, ListaVazia
from hub.dividas.models import CDA, Comunicacao, Corresponsavel

pytestmark = pytest.mark.django_db

HOJE = date(2026, 3, 20)
CARTA = {
    "numero_cda": "2024/1",
    "documento": "",
    "finalidade": "scpc",
    "meio": "carta",
    "enviada_em": "02/03/2026",
    "prova_de_envio": "AA123456789BR",
}


@pytest.fixture
def cda(recife: Credor, iptu: Registro) -> CDA:
    por_arquivo(recife, iptu | {"numero_cda": "2024/1"}, em=date(2026, 3, 1))
    return CDA.objects.get(credor=recife)


def lista(*comunicacoes: dict[str, str]) -> bytes:
    colunas = list(dict.fromkeys(nome for uma in comunicacoes for nome in uma))
    linhas = [";".join(uma.get(nome, "") for nome in colunas) for uma in comunicacoes]
    return "\n".join([";".join(colunas), *linhas]).encode()


def registrar(credor: Credor, *comunicacoes: dict[str, str]) -> Registradas:
    quadro = comunicacoes_ler(lista(*comunicacoes))
    return comunicacoes_registrar(credor=credor, quadro=quadro, ator="ana", hoje=HOJE)


def contas(feitas: Registradas) -> tuple[int, int, int, int]:
    return (feitas.novas, feitas.completadas, feitas.repetidas, feitas.recusadas)


def test_carta_vale_do_envio_e_repetir_nao_muda_nada(recife: Credor, cda: CDA) -> None:
    assert contas(registrar(recife, CARTA)) == (1, 0, 0, 0)
    assert contas(registrar(recife, CARTA)) == (0, 0, 1, 0)
    (feita,) = Comunicacao.objects.all()
    assert (feita.cda, feita.devedor, feita.vale_desde) == (cda, 0, date(2026, 3, 2))


@pytest.mark.parametrize("meio", ["email", "sms", "whatsapp"])
def test_eletronica_so_vale_com_a_entrega_provada(recife: Credor, cda: CDA, meio: str) -> None:
    enviada = CARTA | {"meio": meio, "prova_de_envio": "id-1"}
    registrar(recife, enviada)
    assert Comunicacao.objects.get().vale_desde is None
    entregue = enviada | {"entregue_em": "2026-03-05", "prova_de_entrega": "recibo-1"}
    assert contas(registrar(recife, entregue)) == (0, 1, 0, 0)
    assert Comunicacao.objects.get().vale_desde == date(2026, 3, 5)


def test_a_carta_que_voltou_deixa_de_valer(recife: Credor, cda: CDA) -> None:
    registrar(recife, CARTA)
    voltou = CARTA | {"devolvida_em": "12/03/2026", "motivo_da_devolucao": "mudou-se"}
    assert contas(registrar(recife, voltou)) == (0, 1, 0, 0)
    assert Comunicacao.objects.get().vale_desde is None
    assert any("voltou em 12/03/2026 (mudou-se)" in fato.texto for fato in historia_da(cda))


def test_prova_registrada_nao_se_troca(recife: Credor, cda: CDA) -> None:
    registrar(recife, CARTA | {"entregue_em": "2026-03-05", "prova_de_entrega": "AR 1"})
    outra_prova = registrar(recife, CARTA | {"prova_de_envio": "BB987654321BR"})
    outra_entrega = registrar(recife, CARTA | {"entregue_em": "2026-03-06", "prova_de_entrega": "AR 1"})
    assert (contas(outra_prova), contas(outra_entrega)) == ((0, 0, 0, 1), (0, 0, 0, 1))
    assert outra_prova.achados[0]["codigo"] == "COM-11"
    feita = Comunicacao.objects.get()
    assert (feita.prova_de_envio, feita.entregue_em) == ("AA123456789BR", date(2026, 3, 5))


def test_o_corresponsavel_tem_a_dele(recife: Credor, cda: CDA) -> None:
    Corresponsavel.objects.create(credor=recife, cda=cda, ordem=2, papel="SOCIO", documento="52998224725", nome="ANA")
    assert cda.devedor_documento
    do_principal, do_socio = CARTA | {"documento": cda.devedor_documento}, CARTA | {"documento": "529.982.247-25"}
    assert contas(registrar(recife, do_principal, do_socio)) == (2, 0, 0, 0)
    assert sorted(Comunicacao.objects.values_list("devedor", flat=True)) == [0, 2]
    alheio = registrar(recife, CARTA | {"documento": "11144477735"})
    assert [achado["codigo"] for achado in alheio.achados] == ["COM-10"]


@pytest.mark.parametrize(
    ("mudanca", "codigo"),
    [
        ({"numero_cda": ""}, "COM-01"),
        ({"finalidade": "spc"}, "COM-02"),
        ({"meio": "pombo"}, "COM-03"),
        ({"enviada_em": "31/02/2026"}, "COM-04"),
        ({"enviada_em": "21/03/2026"}, "COM-04"),
        ({"prova_de_envio": " "}, "COM-05"),
        ({"prova_de_envio": "x" * 201}, "COM-05"),
        ({"entregue_em": "01/03/2026", "prova_de_entrega": "AR"}, "COM-06"),
        ({"entregue_em": "ontem", "prova_de_entrega": "AR"}, "COM-06"),
        ({"entregue_em": "05/03/2026"}, "COM-07"),
        ({"devolvida_em": "21/03/2026"}, "COM-08"),
        ({"numero_cda": "2024/2"}, "COM-09"),
    ],
)
def test_cada_defeito_tem_a_sua_mensagem(recife: Credor, cda: CDA, mudanca: dict[str, str], codigo: str) -> None:
    feitas = registrar(recife, CARTA, CARTA | mudanca)
    assert (feitas.novas, feitas.recusadas) == (1, 1)
    (achado,) = feitas.achados
    assert (achado["linha"], achado["codigo"]) == (3, codigo)
    assert achado["mensagem"].startswith("Linha 3, coluna ")


def test_na_mesma_lista_vale_a_ultima_que_sabe_mais(recife: Credor, cda: CDA) -> None:
    entregue = CARTA | {"entregue_em": "2026-03-05", "prova_de_entrega": "AR 1"}
    assert contas(registrar(recife, CARTA, entregue)) == (1, 0, 1, 0)
    assert Comunicacao.objects.get().entregue_em == date(2026, 3, 5)


def test_a_cda_da_vizinha_nao_se_acha(olinda: Credor, cda: CDA) -> None:
    feitas = registrar(olinda, CARTA)
    assert [achado["codigo"] for achado in feitas.achados] == ["COM-09"]
    assert not Comunicacao.objects.exists()


def test_lista_sem_coluna_ou_vazia_se_recusa_inteira() -> None:
    with pytest.raises(ListaSemColunas, match="prova_de_envio"):
        comunicacoes_ler(b"numero_cda;finalidade;meio;enviada_em\n1;scpc;carta;02/03/2026\n")
    with pytest.raises(ListaSemColunas):
        comunicacoes_ler(b"")
    with pytest.raises(ListaVazia):
        comunicacoes_ler(lista(CARTA).partition(b"\n")[0] + b"\n;;;\n")
    with pytest.raises(CelulaAberta):
        comunicacoes_ler(lista(CARTA) + b'\n"2024/2;;scpc')


def test_por_comando(recife: Credor, cda: CDA, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arquivo = tmp_path / "comunicacoes.csv"
    arquivo.write_bytes(lista(CARTA, CARTA | {"numero_cda": "2024/2"}))
    with pytest.raises(SystemExit) as saida:
        call_command("comunicacao", str(arquivo), "--credor", recife.cnpj, "--json")
    documento: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (saida.value.code, documento["novas"], documento["recusadas"]) == (1, 1, 1)
