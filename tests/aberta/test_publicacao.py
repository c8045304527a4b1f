"""O que entra, muda e sai da lista pública quando o livro muda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from aberta.conftest import CNPJ, CPF, Publicador, atualizar, contas, na_lista
from hub.auditoria.models import Evento
from hub.comum.situacoes import Situacao
from hub.credores import inquilino
from hub.credores.consultas import Vigor, vigor_em
from hub.credores.inquilino import Papel
from hub.credores.models import Convenio, Credor
from hub.credores.vigencia import convenio_encerrar, convenio_reativar, convenio_suspender
from hub.dividas.models import CDA, VersaoDaCDA
from hub.estrategias.divida_aberta import servicos, tarefas
from hub.estrategias.divida_aberta.dados import fotografia_atual
from hub.estrategias.divida_aberta.models import Diferenca, DividaPublicada, EntePublicado, LugarPublicado
from hub.estrategias.divida_aberta.pesquisa import Pesquisa, pesquisa_ler
from hub.estrategias.divida_aberta.servicos import aberta_conferir

pytestmark = pytest.mark.django_db


def test_so_entra_a_registrada_exigivel_e_com_saldo(de_recife: Publicador) -> None:
    de_recife.divida("1", valor_pago=Decimal("250.00"))
    de_recife.divida("2", registrar=False)
    de_recife.divida("3", posicao="suspensa")
    de_recife.divida("4", valor_pago=Decimal("1000.00"))
    enviada = de_recife.divida("5", registrar=False)
    de_recife.retirar(de_recife.registrar(enviada), Situacao.EXCLUSAO_PEDIDA)
    assert contas(atualizar()) == (1, 0, 0)
    assert na_lista() == [("1", "***.982.247-**", Decimal("750.00"))]
    assert contas(atualizar()) == (0, 0, 0)


def test_recife_publica_e_olinda_nao(de_recife: Publicador, de_olinda: Publicador) -> None:
    de_recife.divida("R1")
    de_olinda.divida("O1", registrar=False)
    atualizar()
    assert [numero for numero, _, _ in na_lista()] == ["R1"]
    assert list(EntePublicado.objects.values_list("nome", flat=True)) == ["Município do Recife"]


@pytest.mark.parametrize(
    "tipo", ["PAGAMENTO_TOTAL", "PARCELAMENTO", "SUSPENSAO", "CANCELAMENTO", "REMISSAO", "PRESCRICAO"]
)
def test_quem_paga_parcela_ou_suspende_sai(de_recife: Publicador, tipo: str) -> None:
    cda = de_recife.divida()
    atualizar()
    de_recife.mover(cda, tipo)
    assert contas(atualizar()) == (0, 0, 1)
    assert na_lista() == []
    assert LugarPublicado.objects.count() == 0


def test_rescindido_o_parcelamento_volta_pelo_plano_com_outra_chave(de_recife: Publicador) -> None:
    cda = de_recife.divida()
    atualizar()
    antes = DividaPublicada.objects.get().chave
    de_recife.mover(cda, "PARCELAMENTO")
    atualizar()
    de_recife.mover(cda, "PARCELAMENTO_RESCINDIDO")
    assert contas(atualizar()) == (0, 0, 0)
    # O registro se fechou quando ela deixou de se cobrar: quem a põe de volta é a régua.
    de_recife.registrar(cda)
    assert contas(atualizar()) == (1, 0, 0)
    assert DividaPublicada.objects.get().chave != antes


def test_o_pagamento_parcial_muda_o_valor_e_a_conta_do_municipio(de_recife: Publicador) -> None:
    cda = de_recife.divida()
    de_recife.divida(valor_consolidado=Decimal("500.00"))
    atualizar()
    de_recife.mover(cda, "PAGAMENTO_PARCIAL", 30_000)
    assert contas(atualizar()) == (0, 1, 0)
    assert sorted(valor for _, _, valor in na_lista()) == [Decimal("500.00"), Decimal("700.00")]
    lugar = LugarPublicado.objects.get()
    assert (lugar.uf, lugar.ibge, lugar.dividas, lugar.valor) == ("PE", "2611606", 2, Decimal("1200.00"))


def test_a_excluida_do_cadastro_sai(de_recife: Publicador) -> None:
    cda = de_recife.divida()
    atualizar()
    de_recife.retirar(cda.acionamentos.get(), Situacao.EXCLUSAO_PEDIDA)
    assert contas(atualizar()) == (0, 0, 1)


def test_convenio_suspenso_tira_tudo_e_reativado_devolve(de_recife: Publicador, recife: Credor) -> None:
    de_recife.divida("1")
    de_recife.divida("2")
    atualizar()
    hoje = timezone.localdate()
    convenio_suspender(credor=recife, motivo="apuração", em=hoje, ator="pgfn")
    assert contas(atualizar()) == (0, 0, 2)
    convenio_reativar(credor=recife, motivo="apurado", em=hoje, ator="pgfn")
    assert contas(atualizar()) == (2, 0, 0)
    convenio_encerrar(credor=recife, motivo="fim", em=hoje, ator="pgfn")
    assert contas(atualizar()) == (0, 0, 2)


def test_quem_ainda_ensaia_nao_publica(de_recife: Publicador, recife: Credor) -> None:
    Convenio.objects.filter(credor=recife).delete()
    de_recife.divida()
    atualizar()
    assert na_lista() == []


def test_a_vigencia_que_acaba_a_meia_noite_tira_no_dia_seguinte(de_recife: Publicador, recife: Credor) -> None:
    Convenio.objects.filter(credor=recife).update(vigencia_fim=timezone.localdate())
    de_recife.divida()
    atualizar()
    assert len(na_lista()) == 1
    Convenio.objects.filter(credor=recife).update(vigencia_fim=timezone.localdate() - timedelta(days=1))
    assert contas(atualizar()) == (0, 0, 1)


def test_codevedores_tem_cada_um_a_sua_linha_e_a_conta_do_lugar_e_uma(de_recife: Publicador) -> None:
    cda = de_recife.divida("1", devedor_documento=CNPJ, devedor_nome="COMÉRCIO EXEMPLO LTDA")
    de_recife.codevedor(cda, "João do Exemplo", CPF)
    atualizar()
    assert list(DividaPublicada.objects.order_by("devedor").values_list("papel", "especie", "documento")) == [
        ("PRINCIPAL", "PJ", "11.222.333/0001-81"),
        ("SOLIDARIO", "PF", "***.982.247-**"),
    ]
    assert list(LugarPublicado.objects.values_list("dividas", "valor")) == [(1, Decimal("1000.00"))]


def test_cda_alterada_nao_mostra_ninguem_com_o_documento_de_outro(de_recife: Publicador) -> None:
    cda = de_recife.divida()
    atualizar()
    CDA.objects.filter(pk=cda.pk).update(devedor_documento="11144477735", devedor_nome="OUTRA PESSOA", versao=2)
    VersaoDaCDA.objects.create(
        credor=cda.credor, cda=cda, versao=1, substituida_por=cda.lote, conteudo={"numero_cda": cda.numero_cda}
    )
    assert contas(atualizar()) == (0, 0, 1)
    de_recife.retirar(cda.acionamentos.get())
    de_recife.registrar(CDA.objects.get(pk=cda.pk))
    assert contas(atualizar()) == (1, 0, 0)
    assert DividaPublicada.objects.get().nome == "OUTRA PESSOA"


def test_o_que_muda_sem_se_ver_nao_e_diferenca(de_recife: Publicador) -> None:
    cda = de_recife.divida()
    atualizar()
    CDA.objects.filter(pk=cda.pk).update(livro="99", versao=2)
    VersaoDaCDA.objects.create(credor=cda.credor, cda=cda, versao=1, substituida_por=cda.lote, conteudo={})
    assert contas(atualizar()) == (0, 0, 0)
    assert DividaPublicada.objects.get().versao == 2
    assert Diferenca.objects.count() == 1


def test_a_conferencia_acha_acerta_e_conta(de_recife: Publicador) -> None:
    primeira, segunda = de_recife.divida("1"), de_recife.divida("2")
    atualizar()
    # Três estragos que nenhuma linha do livro conta.
    DividaPublicada.objects.filter(cda=primeira.pk).update(valor=1)
    DividaPublicada.objects.filter(cda=segunda.pk).delete()
    sobra = de_recife.divida("3")
    atualizar()
    sobra.acionamentos.all().delete()
    LugarPublicado.objects.update(dividas=77)
    achado = aberta_conferir(agora=timezone.now())
    assert (achado.divergentes, achado.lugares) == (3, 1)
    assert sorted(numero for numero, _, _ in na_lista()) == ["1", "2"]
    assert set(DividaPublicada.objects.values_list("valor", flat=True)) == {Decimal("1000.00")}
    assert LugarPublicado.objects.get().dividas == 2
    evento = Evento.objects.filter(etiqueta="hub:aberta:conferida").latest("pk")
    assert (evento.chaves["divergentes"], evento.chaves["lugares"]) == (3, 1)
    assert aberta_conferir(agora=timezone.now()).divergentes == 0


def test_o_que_chega_durante_a_conferencia_nao_e_divergencia(
    de_recife: Publicador, monkeypatch: pytest.MonkeyPatch
) -> None:
    cda = de_recife.divida()
    atualizar()
    original = servicos._todas

    def pagar_no_meio() -> Iterator[list[int]]:
        de_recife.mover(cda, "PAGAMENTO_TOTAL")
        yield from original()

    monkeypatch.setattr(servicos, "_todas", pagar_no_meio)
    achado = aberta_conferir(agora=timezone.now())
    assert (achado.divergentes, achado.trocadas.retiradas) == (0, 1)
    assert na_lista() == []


def test_a_tabela_nao_tem_cpf_nem_endereco(de_recife: Publicador) -> None:
    de_recife.divida(
        devedor_nome="MARIA DO EXEMPLO 529.982.247-25",
        devedor_logradouro="RUA SECRETA",
        devedor_email="maria@exemplo.test",
        devedor_telefone="81999990000",
    )
    atualizar()
    with connection.cursor() as cursor:
        cursor.execute("select p::text from divida_publicada p union all select d::text from divida_diferenca d")
        tudo = " ".join(linha for (linha,) in cursor.fetchall())
    for segredo in (CPF, "529.982.247-25", "SECRETA", "maria@", "81999990000"):
        assert segredo not in tudo
    assert "***.982.247-**" in tudo


def test_o_numero_que_traz_o_cpf_de_um_devedor_nao_aparece_na_linha_de_nenhum(de_recife: Publicador) -> None:
    cda = de_recife.divida("IPTU-529.982.247-25/2024")
    de_recife.codevedor(cda, "José do Exemplo", "11144477735")
    # Onze algarismos que não são o CPF de devedor nenhum são só um número.
    de_recife.divida("12345678900")
    atualizar()
    assert [numero for numero, _, _ in na_lista()] == ["*** (traz um CPF)", "*** (traz um CPF)", "12345678900"]


def test_o_portal_nao_le_o_livro_pela_lista_nem_escreve_nela(de_recife: Publicador, olinda: Credor) -> None:
    """O papel da página vê o que é público e mais nada: nem o que as funções leem por dentro."""
    cda = de_recife.divida()
    atualizar()
    hoje = timezone.localdate()
    for credor in (None, olinda.pk):
        with inquilino.como(Papel.WEB, credor=credor), connection.cursor() as cursor:
            cursor.execute("select * from hub_seguro.aberta_devidas(%s, %s)", [[cda.pk], hoje])
            assert cursor.fetchall() == []
            cursor.execute("select count(*) from divida_publicada")
            assert cursor.fetchone() == (1,)
            cursor.execute(
                "select saldo from hub_seguro.aberta_conferir(array(select id from divida_publicada), %s)", [hoje]
            )
            assert cursor.fetchone() == (Decimal("1000.00"),)
    for comando in (
        "delete from divida_publicada",
        "update ente_publicado set nome = 'x'",
        "insert into divida_diferenca (tipo, chave, dia, em) values ('R', gen_random_uuid(), now(), now())",
        "select * from leitura_da_aberta",
    ):
        negado = pytest.raises(ProgrammingError, match="permission denied")
        with inquilino.como(Papel.WEB), negado, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(comando)


@pytest.mark.parametrize("como", ["vigente", "futuro", "vencido", "encerrado", "suspenso", "ensaio"])
def test_o_vigor_da_lista_e_o_dos_convenios(de_recife: Publicador, recife: Credor, como: str) -> None:
    """A regra está escrita em SQL para a lista inteira, e em `vigor_em` para um credor: dizem o mesmo."""
    hoje, um_dia = timezone.localdate(), timedelta(days=1)
    convenio = Convenio.objects.filter(credor=recife)
    match como:
        case "futuro":
            convenio.update(vigencia_inicio=hoje + um_dia)
        case "vencido":
            convenio.update(vigencia_fim=hoje - um_dia)
        case "encerrado":
            convenio_encerrar(credor=recife, motivo="fim", em=hoje, ator="pgfn")
        case "suspenso":
            convenio_suspender(credor=recife, motivo="apuração", em=hoje, ator="pgfn")
        case "ensaio":
            convenio.delete()
    de_recife.divida()
    atualizar()
    vigente = vigor_em(recife, hoje) is Vigor.VIGENTE
    assert vigente == (como == "vigente")
    assert bool(na_lista()) == EntePublicado.objects.get().vigora == vigente


def test_as_tarefas_do_relogio_existem_e_fazem_o_seu(de_recife: Publicador) -> None:
    periodicas = {str(p.task.name): p.cron for p in app.periodic_registry.periodic_tasks.values()}
    assert periodicas["hub.aberta.atualizar"] == "* * * * *"
    assert {"hub.aberta.conferir", "hub.aberta.fotografar"} <= set(periodicas)
    de_recife.divida()
    tarefas.atualizar(0)
    tarefas.conferir(0)
    tarefas.fotografar(1_772_000_000)
    assert len(na_lista()) == 1
    assert fotografia_atual().linhas == 1


@pytest.mark.parametrize(
    "nome", ["X" * 5_000, "A " * 3_000, "", "***", "\N{GRINNING FACE}", "Øyvind Ængström", "'\\\"%s{}"]
)
def test_nome_nenhum_para_a_publicacao(de_recife: Publicador, leitor: Client, nome: str) -> None:
    de_recife.divida("1", devedor_nome=nome)
    de_recife.divida("2", devedor_documento=CNPJ)
    assert contas(atualizar()) == (2, 0, 0)
    for ordem in ("nome", "valor"):
        assert leitor.get(f"/divida-aberta/busca?ordem={ordem}").status_code == 200


def test_o_nome_mais_comprido_tambem_marca_a_pagina(de_recife: Publicador) -> None:
    marcado = Pesquisa(ordem="nome", apos=("X" * 300, 10**18 - 1))
    lido = dict(parse_qsl(marcado.endereco()))
    assert pesquisa_ler(lido) == marcado
