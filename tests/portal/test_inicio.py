"""O início diz o que falta para o ente entrar no ar, e deixa de dizer quando nada falta."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from fabrica_do_livro import pessoa_de

from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.acesso.telas import Acesso
from hub.credores.models import Credor, VersaoDaCarteira
from hub.dividas.models import Remessa, SituacaoDaRemessa
from hub.documentos.models import VersaoDoModelo
from hub.estrategias.models import OpcoesDoCanal
from hub.portal.passos import passos_do

pytestmark = pytest.mark.django_db


def faltam(pessoa: Usuario, credor: Credor, perfil: Perfil = Perfil.GESTOR) -> dict[str, str]:
    """Título → endereço dos passos por dar."""
    acesso = Acesso(usuario=pessoa, credor=credor, perfil=perfil, tem_outros=False)
    return {p.titulo: p.endereco for p in passos_do(acesso, timezone.localdate()) if not p.feito}


def test_quem_acabou_de_chegar_ve_todos_e_por_onde_comecar(recife: Credor, ana: Usuario, entrar: object) -> None:
    recife.convenios.all().delete()
    pagina = entrar(ana).get("/").content.decode()
    assert "Para entrar no ar" in pagina
    assert re.search(r"\d de 9 passos dados", pagina)
    assert {"Convênio em vigor", "Dívidas certificadas", "Primeiras dívidas enviadas"} <= set(faltam(ana, recife))
    assert faltam(ana, recife)["Primeiras dívidas enviadas"] == "/lotes/novo"


def test_quem_so_consulta_ve_o_que_falta_sem_o_que_nao_pode(recife: Credor, beto: Usuario) -> None:
    do_beto = faltam(beto, recife, Perfil.CONSULTA)
    assert do_beto["Primeiras dívidas enviadas"] == ""
    assert do_beto["Duas pessoas que liberam"] == ""


def test_o_que_e_da_vizinha_nao_conta(recife: Credor, olinda: Credor, ana: Usuario, de_olinda: object) -> None:
    de_olinda.cda()
    pessoa_de("otavio", olinda, "gestor")
    pessoa_de("zeca", olinda, "gestor")
    assert {"Primeiras dívidas enviadas", "Duas pessoas que liberam"} <= set(faltam(ana, recife))


def test_dados_todos_os_passos_a_lista_some(
    recife: Credor, ana: Usuario, beto: Usuario, de_recife: object, entrar: object
) -> None:
    de_recife.cda()
    # Beto está na equipe e só consulta; e de quem o prazo passou não se conta.
    vencida = Vinculo.objects.get(usuario=pessoa_de("nina", recife, "gestor"))
    Vinculo.objects.filter(pk=vencida.pk).update(ate=timezone.localdate() - timedelta(days=1))
    assert "Duas pessoas que liberam" in faltam(ana, recife)
    Vinculo.objects.filter(pk=vencida.pk).update(ate=timezone.localdate())
    assert "Duas pessoas que liberam" not in faltam(ana, recife)
    atual = VersaoDaCarteira.objects.filter(credor=recife).latest("versao")
    novo = {"carteira": atual.carteira, "credor": recife, "versao": atual.versao + 1, "em": timezone.now()}
    VersaoDaCarteira.objects.create(
        vigente_desde=timezone.localdate(),
        regua=[{"estrategia": "protesto", "espera_dias": 0, "condicao": {}}],
        contato={"telefone": "(81) 3355-0000"},
        criada_por="ana",
        **novo,
    )
    assert "Canal pronto" in faltam(ana, recife)
    OpcoesDoCanal.objects.create(credor=recife, estrategia="protesto", opcoes={"codigo_portador": "582"})
    Credor.objects.filter(pk=recife.pk).update(endereco="Cais do Apolo, 925", cep="50030903")
    recife.refresh_from_db()
    modelo = VersaoDoModelo.objects.filter(credor=recife).latest("pk")
    modelo.pk, modelo.versao = None, modelo.versao + 1
    modelo.save(force_insert=True)
    hoje = timezone.localdate()
    liberada = SituacaoDaRemessa.LIBERADA
    Remessa.objects.create(credor=recife, estrategia="protesto", em=hoje, situacao=liberada, criada_por="ana")
    assert faltam(ana, recife) == {}
    assert "Para entrar no ar" not in entrar(ana).get("/").content.decode()
