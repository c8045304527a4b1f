"""A adesão pelas telas: um ente novo do pedido ao convênio, e quem não pode nada disso."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from adesao.fabrica_de_adesoes import (
    AGORA,
    CNPJ,
    CPF,
    ENTE,
    PDF,
    PNG,
    a_assinar,
    assinar,
    em_analise,
    pedida,
    pessoa,
    preenchida,
    rascunho,
    vigente,
)
from entradas import entrar_por
from hub.acesso.cpf import cpf_por
from hub.acesso.models import PerfilDaPgfn, Usuario, VinculoDaPgfn
from hub.acesso.nivel import Nivel
from hub.adesao.analise import exigencia_fazer
from hub.adesao.anexos import MEGABYTES
from hub.adesao.models import Adesao, Parte
from hub.credores.models import Convenio, Credor
from hub.recepcao import telas_do_experimento
from regras.exemplos_de_regras import LINHAS

pytestmark = pytest.mark.django_db


def da_pgfn(nome: str, perfil: PerfilDaPgfn) -> Client:
    quem = pessoa(nome)
    VinculoDaPgfn.objects.create(usuario=quem, perfil=perfil)
    return entrar_por(Client(), quem)


@pytest.fixture
def analista(db: None) -> Client:
    return da_pgfn("ines", PerfilDaPgfn.ANALISTA)


@pytest.fixture
def administradora(db: None) -> Client:
    return da_pgfn("rosa", PerfilDaPgfn.ADMINISTRADOR)


@pytest.fixture
def do_caio(caio: Usuario) -> Client:
    return entrar_por(Client(), caio)


@pytest.fixture
def prefeito(db: None) -> Usuario:
    quem = pessoa("prefeito")
    cpf_por(quem, CPF)
    quem.save()
    return quem


def texto(resposta: Any) -> str:
    return str(resposta.content.decode())


def test_um_ente_novo_do_pedido_ao_convenio(
    do_caio: Client, prefeito: Usuario, analista: Client, administradora: Client
) -> None:
    aberta = do_caio.post("/adesao/nova", ENTE)
    numero = Adesao.objects.get().pk
    assert aberta["Location"] == f"/adesao/{numero}/representante"
    quem = {"nome": "Prefeito", "cpf": CPF, "cargo": "Prefeito", "email": "a@exemplo.gov.br"}
    assert do_caio.post(f"/adesao/{numero}/representante", quem)["Location"].endswith("/clausulas")
    clausulas = {"valor_minimo": "500,00", "protesto_idade": "5", "tributos": ["IPTU"], "certificacao_meses": "12"}
    clausulas |= {"duas_pessoas": "sim"}
    assert do_caio.post(f"/adesao/{numero}/clausulas", clausulas)["Location"].endswith("/documentos")
    do_caio.post(f"/adesao/{numero}/documentos", {"documento": SimpleUploadedFile("posse.pdf", PDF)})
    conferir = texto(do_caio.get(f"/adesao/{numero}/conferir"))
    assert "R$ 500,00" in conferir
    assert "é liberada por duas pessoas" in conferir
    assert CPF not in conferir
    do_caio.post(f"/adesao/{numero}/conferir")
    assert "Espera a PGFN" in texto(do_caio.get(f"/adesao/{numero}"))

    assert ENTE["nome"] in texto(analista.get("/pgfn/adesoes"))
    analista.post(f"/pgfn/adesoes/{numero}/analisar")
    analista.post(f"/pgfn/adesoes/{numero}/decidir", {"decisao": "exigir", "texto": "Junte a lei."})
    assert "Junte a lei." in texto(do_caio.get(f"/adesao/{numero}"))
    do_caio.post(f"/adesao/{numero}/documentos", {"documento": SimpleUploadedFile("lei.png", PNG)})
    do_caio.post(f"/adesao/{numero}/responder", {"texto": "Juntada."})
    analista.post(f"/pgfn/adesoes/{numero}/decidir", {"decisao": "deferir", "texto": "Em ordem."})
    assert Adesao.objects.get().situacao == "a_assinar"

    sha256 = {"sha256": Adesao.objects.get().termo_sha256}
    assert do_caio.post(f"/adesao/{numero}/assinar", sha256).status_code == 403
    bronze = entrar_por(Client(), prefeito, nivel=Nivel.BRONZE)
    assert bronze.post(f"/adesao/{numero}/assinar", sha256).status_code == 403
    do_prefeito = entrar_por(Client(), prefeito)
    assert "Texto do convênio" in texto(do_prefeito.get(f"/adesao/{numero}/assinar"))
    assert do_prefeito.post(f"/adesao/{numero}/assinar", sha256).status_code == 302
    assert analista.post(f"/pgfn/adesoes/{numero}/assinar", sha256).status_code == 403
    assert administradora.post(f"/pgfn/adesoes/{numero}/assinar", sha256).status_code == 302
    assert Adesao.objects.get().situacao == "vigente"
    convenio = Convenio.objects.get()
    assert (convenio.tributos, convenio.assinado_por) == (["IPTU"], "Prefeito")
    assert convenio.limites_por_estrategia == {"protesto": {"idade_maxima_anos": 5}}
    assert "O convênio está em vigor." in texto(do_caio.get("/convenio"))


def test_cada_campo_errado_volta_com_o_motivo_e_o_que_se_digitou(do_caio: Client) -> None:
    volta = do_caio.post("/adesao/nova", ENTE | {"tipo": "EMPRESA_ESTATAL"})
    assert volta.status_code == 400
    assert "10.522/2002" in texto(volta)
    assert ENTE["nome"] in texto(volta)
    do_caio.post("/adesao/nova", ENTE)
    numero = Adesao.objects.get().pk
    errada = do_caio.post(f"/adesao/{numero}/representante", {"nome": "X", "cpf": "123", "cargo": "Y", "email": "z"})
    assert errada.status_code == 422
    errada = do_caio.post(f"/adesao/{numero}/clausulas", {"valor_minimo": "muito"})
    assert errada.status_code == 422
    assert 'value="muito"' in texto(errada)


ENDERECOS = (
    "",
    "/ente",
    "/representante",
    "/clausulas",
    "/documentos",
    "/conferir",
    "/responder",
    "/assinar",
    "/desistir",
    "/documentos/{anexo}",
)


@pytest.mark.parametrize("fabrica", [preenchida, pedida, em_analise, a_assinar, vigente])
def test_o_pedido_de_um_nao_existe_para_o_outro(fabrica: Callable[..., Adesao], caio: Usuario, duda: Usuario) -> None:
    adesao = fabrica(caio)
    anexo = adesao.anexos.get().pk
    dela = entrar_por(Client(), duda)
    for fim in ENDERECOS:
        endereco = f"/adesao/{adesao.pk}{fim.format(anexo=anexo)}"
        assert dela.get(endereco).status_code == 404, endereco
        assert dela.post(endereco, {"texto": "x", "motivo": "x"}).status_code in {404, 405}, endereco
    assert dela.post(f"/adesao/{adesao.pk}/documentos/{anexo}/retirar").status_code == 404
    assert adesao.nome not in texto(dela.get("/adesao"))
    antes = adesao.situacao
    adesao.refresh_from_db()
    assert adesao.situacao == antes


def test_o_gestor_de_outro_credor_nao_ve_pedido_nenhum(ana: Usuario, caio: Usuario) -> None:
    adesao = em_analise(caio)
    dela = entrar_por(Client(), ana)
    assert dela.get(f"/adesao/{adesao.pk}").status_code == 404
    assert dela.get(f"/pgfn/adesoes/{adesao.pk}").status_code == 403
    assert dela.get("/pgfn/adesoes").status_code == 403


def test_o_representante_ve_o_pedido_e_nao_o_rascunho(caio: Usuario, prefeito: Usuario) -> None:
    adesao = preenchida(caio)
    dele = entrar_por(Client(), prefeito)
    assert dele.get(f"/adesao/{adesao.pk}").status_code == 404
    outra = Adesao.objects.get()
    Adesao.objects.filter(pk=outra.pk).update(situacao="pedida")
    assert dele.get(f"/adesao/{adesao.pk}").status_code == 200


def test_a_pgfn_nao_ve_rascunho(analista: Client, caio: Usuario) -> None:
    adesao = rascunho(caio)
    assert analista.get(f"/pgfn/adesoes/{adesao.pk}").status_code == 404
    assert adesao.nome not in texto(analista.get("/pgfn/adesoes?situacao=todas"))
    assert adesao.nome not in texto(analista.get("/pgfn/adesoes?situacao=rascunho"))


def test_documento_se_baixa_como_anexo_e_com_o_tipo_do_conteudo(do_caio: Client, caio: Usuario) -> None:
    adesao = preenchida(caio)
    resposta = do_caio.get(f"/adesao/{adesao.pk}/documentos/{adesao.anexos.get().pk}")
    assert resposta["Content-Disposition"] == 'attachment; filename="posse.pdf"'
    assert (resposta["Content-Type"], resposta["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert b"".join(resposta.streaming_content) == PDF  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("nome", "conteudo", "situacao"),
    [
        ("../../posse.pdf", PDF, 302),
        ("posse.pdf", b"MZ" + PDF, 422),
        ("posse.svg", b"<svg/>", 422),
        ("posse.pdf", PDF + b"\0" * (MEGABYTES << 20), 413),
        ("posse.pdf", b"", 400),
    ],
)
def test_documentos_maliciosos(nome: str, conteudo: bytes, situacao: int, do_caio: Client, caio: Usuario) -> None:
    adesao = rascunho(caio)
    veio = {"documento": SimpleUploadedFile(nome, conteudo)}
    assert do_caio.post(f"/adesao/{adesao.pk}/documentos", veio).status_code == situacao
    assert adesao.anexos.count() == (situacao == 302)


def test_depois_de_pedido_as_etapas_se_fecham(do_caio: Client, caio: Usuario) -> None:
    adesao = pedida(caio)
    for etapa in ("ente", "representante", "clausulas", "documentos", "conferir"):
        assert do_caio.get(f"/adesao/{adesao.pk}/{etapa}").status_code == 409
    assert do_caio.post(f"/adesao/{adesao.pk}/documentos/{adesao.anexos.get().pk}/retirar").status_code == 409


def test_texto_com_marcas_sai_como_texto(do_caio: Client, analista: Client, caio: Usuario) -> None:
    adesao = em_analise(caio)
    mau = "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% load x %}"
    exigencia_fazer(adesao=adesao, texto=mau, ator="<b>ines</b>", agora=AGORA)
    for pagina in (do_caio.get(f"/adesao/{adesao.pk}"), analista.get(f"/pgfn/adesoes/{adesao.pk}")):
        assert "<script>alert" not in texto(pagina)
        assert "<b>ines" not in texto(pagina)
        assert "{{ settings.SECRET_KEY }}" in texto(pagina)


def test_desistir_pela_tela(do_caio: Client, caio: Usuario) -> None:
    adesao = pedida(caio)
    assert do_caio.post(f"/adesao/{adesao.pk}/desistir", {"motivo": ""}).status_code == 422
    assert do_caio.post(f"/adesao/{adesao.pk}/desistir", {"motivo": "Mudou."}).status_code == 302
    assert "Nenhum pedido seu" not in texto(do_caio.get("/adesao"))


def test_suspender_reativar_e_encerrar_pela_pgfn(administradora: Client, analista: Client, caio: Usuario) -> None:
    adesao = vigente(caio)
    endereco = f"/pgfn/adesoes/{adesao.pk}/convenio"
    assert analista.post(endereco, {"para": "suspensa", "motivo": "x"}).status_code == 403
    assert administradora.post(endereco, {"para": "suspensa", "motivo": ""}).status_code == 422
    for para in ("suspensa", "suspensa", "vigente", "encerrada", "encerrada"):
        assert administradora.post(endereco, {"para": para, "motivo": "ofício 1"}).status_code == 302
        adesao.refresh_from_db()
        assert adesao.situacao == para
    administradora.post(endereco, {"para": "rascunho", "motivo": "x"})
    adesao.refresh_from_db()
    assert adesao.situacao == "encerrada"


def test_o_auditor_so_le(caio: Usuario) -> None:
    adesao = em_analise(caio)
    auditor = da_pgfn("otto", PerfilDaPgfn.AUDITOR)
    pagina = texto(auditor.get(f"/pgfn/adesoes/{adesao.pk}"))
    assert adesao.nome in pagina
    assert "Indeferir" not in pagina
    for ato in ("analisar", "decidir", "convenio", "assinar"):
        assert auditor.post(f"/pgfn/adesoes/{adesao.pk}/{ato}", {"decisao": "deferir"}).status_code == 403


def test_a_uniao_nao_assina_com_conta_que_nao_e_ouro(caio: Usuario) -> None:
    adesao = assinar(a_assinar(caio), Parte.ENTE, "caio")
    quem = pessoa("rosa")
    VinculoDaPgfn.objects.create(usuario=quem, perfil=PerfilDaPgfn.ADMINISTRADOR)
    prata = entrar_por(Client(), quem, nivel=Nivel.PRATA)
    sha256 = {"sha256": adesao.termo_sha256}
    assert prata.post(f"/pgfn/adesoes/{adesao.pk}/assinar", sha256).status_code == 403
    assert Adesao.objects.get().situacao == "a_assinar"


class TestConvenioDoCredor:
    def test_o_gestor_certifica_e_registra_acordo(self, recife: Credor, ana: Usuario, beto: Usuario) -> None:
        Convenio.objects.filter(credor=recife).update(certificacao_meses=12)
        dela, dele = entrar_por(Client(), ana), entrar_por(Client(), beto)
        assert "A certificação venceu." in texto(dele.get("/convenio"))
        assert "Certificar as dívidas" not in texto(dele.get("/convenio"))
        assert dele.post("/convenio/certificar").status_code == 403
        for _ in range(2):
            assert dela.post("/convenio/certificar").status_code == 302
        assert recife.certificacoes.count() == 1
        assert "O convênio está em vigor." in texto(dele.get("/convenio"))
        acordo = {"biro": "SCPC", "numero": "12/2026", "data": "01/01/2026", "validade": "31/12/2099"}
        assert dele.post("/convenio/acordo", acordo).status_code == 403
        assert dela.post("/convenio/acordo", acordo | {"validade": "31/02/2027"}).status_code in {400, 422}
        assert dela.post("/convenio/acordo", acordo).status_code == 302
        assert "12/2026" in texto(dele.get("/convenio"))

    def test_a_vizinha_ve_o_seu(self, ana: Usuario, gestora_de_olinda: Usuario) -> None:
        dela = entrar_por(Client(), ana)
        dela.post(
            "/convenio/acordo", {"biro": "SCPC", "numero": "RECIFE-1", "data": "01/01/2026", "validade": "31/12/2099"}
        )
        assert "RECIFE-1" not in texto(entrar_por(Client(), gestora_de_olinda).get("/convenio"))


class TestExperimento:
    def experimentar(self, cliente: Client, conteudo: bytes, **clausulas: str) -> Any:
        veio = {"arquivo": SimpleUploadedFile("amostra.csv", conteudo), "tipo": "MUNICIPIO"}
        return cliente.post("/convenio/experimentar", veio | clausulas)

    def test_quem_ainda_nao_tem_credor_experimenta_e_nada_se_grava(self, do_caio: Client) -> None:
        linhas = [LINHAS["cda"] | {"numero_cda": numero} for numero in ("1", "2")]
        csv = "\n".join([";".join(linhas[0]), *(";".join(valor or "" for valor in um.values()) for um in linhas)])
        resposta = self.experimentar(do_caio, csv.encode(), valor_minimo="99999,00", certificacao_meses="12")
        assert resposta.status_code == 200
        assert "CDA-102" in texto(resposta)
        assert not Credor.objects.exists()
        assert re.search(r"<dt>Recebidas</dt><dd>2</dd>", texto(resposta))

    def test_o_que_nao_se_experimenta_diz_por_que(self, do_caio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        assert do_caio.post("/convenio/experimentar", {"tipo": "MUNICIPIO"}).status_code == 400
        assert self.experimentar(do_caio, b"a;b\n1;2\n").status_code >= 400
        assert self.experimentar(do_caio, b"numero_cda\n1\n", valor_minimo="muito").status_code == 422
        monkeypatch.setattr(telas_do_experimento, "AMOSTRA", 10)
        assert self.experimentar(do_caio, b"numero_cda\n1\n2\n3\n").status_code == 413

    def test_as_clausulas_do_pedido_vao_junto(self, do_caio: Client) -> None:
        levadas = {"levar": "1", "tipo": "CONSELHO", "valor_minimo": "77,00", "tributos": "ANU"}
        pagina = texto(do_caio.post("/convenio/experimentar", levadas))
        assert 'value="77,00"' in pagina
        assert re.search(r'value="ANU"\s+checked', pagina)
        assert "O que aconteceria" not in pagina


def test_o_cnpj_de_credor_que_ja_existe_se_recusa_na_primeira_etapa(do_caio: Client, recife: Credor) -> None:
    ente = {"tipo": "MUNICIPIO", "cnpj": recife.cnpj, "nome": "Município do Recife", "municipio_ibge": "2611606"}
    assert do_caio.post("/adesao/nova", ente).status_code == 409
    assert not Adesao.objects.filter(cnpj=recife.cnpj).exists()
    assert recife.cnpj != CNPJ
