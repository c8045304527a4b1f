"""Do rascunho ao convênio em vigor: o que cada ato exige, faz e deixa escrito."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from adesao.fabrica_de_adesoes import (
    AGORA,
    CNPJ,
    CPF,
    ENTE,
    OUTRO_CNPJ,
    a_assinar,
    assinar,
    em_analise,
    pedida,
    preenchida,
    rascunho,
    vigente,
)
from hub.acesso.cpf import cpf_resumir
from hub.acesso.erros import CPFInvalido
from hub.acesso.models import Usuario, Vinculo
from hub.adesao.analise import adesao_analisar, adesao_deferir, adesao_indeferir, exigencia_fazer
from hub.adesao.convenios import convenio_mudar
from hub.adesao.ente import Representante, cpf_do_representante
from hub.adesao.erros import (
    AdesaoEmCurso,
    CredorJaNoHub,
    EnteNaoAssinou,
    ExigenciaAberta,
    IbgeFalta,
    IbgeIncoerente,
    MesmaPessoa,
    PassagemNaoCabe,
    PedidoFechado,
    PedidoIncompleto,
    TermoMudou,
    TextoFora,
)
from hub.adesao.models import Adesao, Parte
from hub.adesao.servicos import adesao_desistir, adesao_pedir, adesao_preencher, exigencia_responder
from hub.adesao.situacoes import SituacaoDaAdesao
from hub.adesao.termo import termo_escrever
from hub.adesao.tipos import FORA_DA_LEI
from hub.auditoria.consultas import frase_do_evento
from hub.auditoria.models import Evento
from hub.comum.erros import Recusa
from hub.credores.consultas import Vigor, clausulas_em, vigor_em
from hub.credores.erros import ClausulaErrada, CNPJInvalido, LimitesErrados, MunicipioDesconhecido, TipoForaDoConvenio
from hub.credores.models import Credor
from hub.credores.servicos import credor_criar

pytestmark = pytest.mark.django_db

DIA = date(2026, 3, 2)


@pytest.mark.parametrize("tipo", [*FORA_DA_LEI, "", "ET"])
def test_quem_a_lei_nao_alcanca_e_recusado_com_a_lei(tipo: str, caio: Usuario) -> None:
    with pytest.raises(TipoForaDoConvenio, match=r"10\.522/2002, art\. 2º, III, IV e § 9º.*14\.973/2024"):
        rascunho(caio, tipo=tipo)
    assert not Adesao.objects.exists()


ERRADOS: dict[str, tuple[dict[str, str], type[Recusa]]] = {
    "CNPJ com dígito trocado": ({"cnpj": CNPJ[:-1] + str((int(CNPJ[-1]) + 1) % 10)}, CNPJInvalido),
    "município sem código": ({"municipio_ibge": ""}, IbgeFalta),
    "código que não há": ({"municipio_ibge": "2600000"}, MunicipioDesconhecido),
    "código de outro": ({"municipio_ibge": "2611606"}, IbgeIncoerente),
    "Distrito Federal fora dele": ({"tipo": "DF", "nome": "Distrito Federal"}, IbgeIncoerente),
}


@pytest.mark.parametrize("erro", ERRADOS)
def test_ente_errado_nao_abre_pedido(erro: str, caio: Usuario) -> None:
    mudanca, recusa = ERRADOS[erro]
    with pytest.raises(recusa):
        rascunho(caio, **mudanca)
    assert not Adesao.objects.exists()


def test_a_grafia_do_nome_nao_atrapalha_o_codigo(caio: Usuario) -> None:
    assert rascunho(caio, nome="  PREFEITURA  DO JABOATAO DOS GUARARAPES ").nome.startswith("PREFEITURA DO")


def test_abrir_de_novo_devolve_o_rascunho(caio: Usuario) -> None:
    assert rascunho(caio).pk == rascunho(caio, nome="Jaboatão dos Guararapes, Município").pk
    assert Adesao.objects.get().nome.endswith("Município")


def test_o_cpf_se_guarda_cifrado_e_nao_vai_a_evento(caio: Usuario) -> None:
    adesao = pedida(caio)
    assert CPF not in adesao.representante_cpf
    assert cpf_do_representante(adesao.representante_cpf) == CPF
    assert adesao.representante_cpf_resumo == cpf_resumir(CPF) != cpf_resumir(CPF[::-1])
    assert not any(CPF in str(evento.chaves) for evento in Evento.objects.all())
    assert CPF not in repr(Representante(nome="X", cpf=CPF, cargo="Y"))


def test_cpf_errado_e_recusado(caio: Usuario) -> None:
    adesao = rascunho(caio)
    with pytest.raises(CPFInvalido, match="não conferem"):
        adesao_preencher(adesao=adesao, agora=AGORA, representante=Representante(nome="X", cpf=errado(CPF), cargo="Y"))


def errado(numero: str) -> str:
    return numero[:-1] + str((int(numero[-1]) + 1) % 10)


def test_pedido_incompleto_diz_tudo_o_que_falta(caio: Usuario) -> None:
    with pytest.raises(PedidoIncompleto, match=r"nome do representante.*CPF.*cargo.*e-mail.*documento"):
        adesao_pedir(adesao=rascunho(caio), ator="caio", agora=AGORA)
    assert Adesao.objects.get().situacao == SituacaoDaAdesao.RASCUNHO


CLAUSULAS_ERRADAS: dict[str, tuple[dict[str, Any], type[Recusa]]] = {
    "valor": ({"valor_minimo": "muito"}, ClausulaErrada),
    "prazo zero": ({"prazo_consulta_dias": "0"}, ClausulaErrada),
    "certificação de treze meses": ({"certificacao_meses": "13"}, ClausulaErrada),
    "duas pessoas que não é sim nem não": ({"duas_pessoas": "talvez"}, ClausulaErrada),
    "estratégia que não há": ({"limites_por_estrategia": {"fax": {}}}, LimitesErrados),
}


@pytest.mark.parametrize("erro", CLAUSULAS_ERRADAS)
def test_clausula_errada_nao_se_guarda(erro: str, caio: Usuario) -> None:
    adesao = rascunho(caio)
    documento, recusa = CLAUSULAS_ERRADAS[erro]
    with pytest.raises(recusa):
        adesao_preencher(adesao=adesao, agora=AGORA, clausulas=documento)
    adesao.refresh_from_db()
    assert adesao.clausulas == {"prazo_consulta_dias": 30, "certificacao_meses": 12}


def test_uma_em_curso_por_cnpj_e_o_rascunho_nao_prende(caio: Usuario, duda: Usuario) -> None:
    dela = preenchida(duda)
    pedida(caio)
    with pytest.raises(AdesaoEmCurso):
        adesao_pedir(adesao=dela, ator="duda", agora=AGORA)
    with pytest.raises(AdesaoEmCurso):
        rascunho(duda)
    dela.refresh_from_db()
    assert dela.situacao == SituacaoDaAdesao.RASCUNHO


def test_indeferida_outra_pode_pedir(caio: Usuario, duda: Usuario) -> None:
    adesao_indeferir(adesao=pedida(caio), parecer="Falta competência.", ator="pgfn", agora=AGORA)
    assert pedida(duda).situacao == SituacaoDaAdesao.PEDIDA


def test_o_pedido_nao_da_acesso_a_credor_de_outro(caio: Usuario, recife: Credor, ana: Usuario) -> None:
    ente = {"cnpj": recife.cnpj, "nome": "Município do Recife", "municipio_ibge": "2611606"}
    with pytest.raises(CredorJaNoHub):
        rascunho(caio, **ente)
    assert rascunho(ana, **ente).situacao == SituacaoDaAdesao.RASCUNHO


def test_quem_deixou_de_ser_gestor_nao_pede(recife: Credor, ana: Usuario) -> None:
    adesao = preenchida(ana, cnpj=recife.cnpj, nome="Município do Recife", municipio_ibge="2611606")
    Vinculo.objects.filter(usuario=ana).delete()
    with pytest.raises(CredorJaNoHub):
        adesao_pedir(adesao=adesao, ator="ana", agora=AGORA)


def test_o_credor_criado_depois_do_pedido_nao_se_toma(caio: Usuario) -> None:
    adesao = pedida(caio)
    credor_criar(cnpj=CNPJ, nome="Jaboatão dos Guararapes", tipo="MUNICIPIO", ator="teste")
    with pytest.raises(CredorJaNoHub):
        adesao_analisar(adesao=adesao, ator="pgfn", agora=AGORA)
    assert not Vinculo.objects.exists()


def test_aceita_para_exame_o_credor_nasce_em_ensaio(caio: Usuario) -> None:
    adesao = em_analise(caio)
    credor = Credor.objects.get(cnpj=CNPJ)
    assert (adesao.credor, credor.uf, vigor_em(credor, DIA)) == (credor, "PE", Vigor.ENSAIO)
    assert Vinculo.objects.get(credor=credor).usuario == caio
    assert {anexo.credor for anexo in adesao.anexos.all()} == {credor}


def test_analisar_de_novo_nao_muda_nada(caio: Usuario) -> None:
    adesao = em_analise(caio)
    antes = Evento.objects.count(), adesao.passagens.count()
    adesao_analisar(adesao=adesao, ator="outra analista", agora=AGORA)
    assert (Evento.objects.count(), adesao.passagens.count()) == antes


def test_exigencia_e_resposta(caio: Usuario) -> None:
    adesao = em_analise(caio)
    for _ in range(2):
        exigencia_fazer(adesao=adesao, texto="Junte o termo de posse.", ator="pgfn", agora=AGORA)
    with pytest.raises(ExigenciaAberta):
        exigencia_fazer(adesao=adesao, texto="E mais isto.", ator="pgfn", agora=AGORA)
    adesao_preencher(adesao=adesao, agora=AGORA, email="outro@exemplo.gov.br")
    with pytest.raises(TextoFora):
        exigencia_responder(adesao=adesao, resposta=" ", ator="caio", agora=AGORA)
    for _ in range(2):
        exigencia_responder(adesao=adesao, resposta="Juntado.", ator="caio", agora=AGORA)
    adesao.refresh_from_db()
    assert (adesao.situacao, adesao.exigencias.get().resposta) == ("em_analise", "Juntado.")
    with pytest.raises(PedidoFechado, match="em análise"):
        adesao_preencher(adesao=adesao, agora=AGORA, email="tarde@exemplo.gov.br")


def test_deferir_fixa_o_texto_e_o_mesmo_pedido_da_o_mesmo_texto(caio: Usuario) -> None:
    clausulas = {
        "valor_minimo": "500,00",
        "tributos": ["IPTU", "ISS"],
        "limites_por_estrategia": {"protesto": {"valor_maximo": "1000000.00", "idade_maxima_anos": 5}},
    }
    adesao = a_assinar(caio, clausulas)
    for trecho in ("14.973/2024", "R$ 500,00", "IPTU, ISS", "R$ 1.000.000,00", "12 meses", "Prefeito de Exemplo"):
        assert trecho in adesao.termo
    assert hashlib.sha256(adesao.termo.encode()).hexdigest() == adesao.termo_sha256
    assert termo_escrever(Adesao.objects.get()) == adesao.termo
    adesao_deferir(adesao=adesao, parecer="De novo.", ator="pgfn", agora=AGORA)
    assert adesao.parecer.texto == "Documentos em ordem."


def test_com_as_duas_assinaturas_o_convenio_entra_em_vigor(caio: Usuario) -> None:
    adesao = a_assinar(caio, {"tributos": ["IPTU"], "prazo_consulta_dias": "15", "duas_pessoas": True})
    assert "é liberada por duas pessoas; a que só baixa, por uma" in adesao.termo
    assinar(adesao, Parte.ENTE, "caio", nivel="ouro")
    assinar(adesao, Parte.ENTE, "caio")
    credor = adesao.credor
    assert credor is not None
    assert vigor_em(credor, DIA) == Vigor.ENSAIO
    feita = assinar(adesao, Parte.UNIAO, "procurador")
    assert (feita.situacao, vigor_em(credor, DIA)) == ("vigente", Vigor.VIGENTE)
    convenio = feita.convenio
    assert convenio is not None
    assert (convenio.tributos, convenio.prazo_consulta_dias, convenio.certificacao_meses) == (["IPTU"], 15, 12)
    assert convenio.duas_pessoas
    do_ente = feita.assinaturas.get(parte="ente")
    assert (do_ente.em_nome_de, do_ente.sha256, do_ente.nivel) == (ENTE["nome"], adesao.termo_sha256, "ouro")
    assert clausulas_em(credor, DIA).certificado
    assert not clausulas_em(credor, date(2027, 3, 3)).certificado
    assinar(feita, Parte.UNIAO, "procurador")
    assert credor.convenios.count() == 1


def test_ninguem_assina_pelos_dois_nem_o_que_nao_leu(caio: Usuario) -> None:
    adesao = a_assinar(caio)
    with pytest.raises(EnteNaoAssinou):
        assinar(adesao, Parte.UNIAO, "procurador")
    with pytest.raises(TermoMudou):
        assinar(adesao, Parte.ENTE, "caio", sha256="0" * 64)
    assinar(adesao, Parte.ENTE, "caio")
    with pytest.raises(MesmaPessoa):
        assinar(adesao, Parte.UNIAO, "caio")
    with pytest.raises(PassagemNaoCabe):
        assinar(adesao, Parte.ENTE, "outra pessoa do ente")
    assert Adesao.objects.get().situacao == "a_assinar"


def test_nao_se_assina_antes_de_deferir(caio: Usuario) -> None:
    with pytest.raises(PassagemNaoCabe, match="em análise"):
        assinar(em_analise(caio), Parte.UNIAO, "procurador")


def test_suspender_reativar_e_encerrar_levam_a_adesao_junto(caio: Usuario) -> None:
    adesao = vigente(caio)
    credor = adesao.credor
    assert credor is not None
    for para, vigor in (("suspensa", "suspenso"), ("vigente", "vigente"), ("encerrada", "encerrado")):
        for _ in range(2):
            convenio_mudar(credor=credor, para=SituacaoDaAdesao(para), motivo="ofício 1", em=DIA, ator="pgfn")
        adesao.refresh_from_db()
        assert (adesao.situacao, vigor_em(credor, DIA)) == (para, vigor)
    assert adesao.passagens.count() == 7


def test_encerrada_o_ente_pode_aderir_de_novo(caio: Usuario) -> None:
    adesao = vigente(caio)
    assert adesao.credor is not None
    convenio_mudar(credor=adesao.credor, para=SituacaoDaAdesao.ENCERRADA, motivo="fim", em=DIA, ator="pgfn")
    outra = vigente(caio)
    assert outra.pk != adesao.pk
    assert vigor_em(adesao.credor, DIA + timedelta(days=1)) == Vigor.VIGENTE


def test_desistir_pede_motivo_e_se_repete_sem_mudar_nada(caio: Usuario) -> None:
    adesao = em_analise(caio)
    with pytest.raises(TextoFora):
        adesao_desistir(adesao=adesao, motivo="", ator="caio", agora=AGORA)
    for _ in range(2):
        adesao_desistir(adesao=adesao, motivo="Mudou a gestão.", ator="caio", agora=AGORA)
    assert Adesao.objects.get().situacao == "desistida"
    assert adesao.passagens.filter(para="desistida").count() == 1


def test_o_que_se_conta_de_cada_passo(caio: Usuario) -> None:
    vigente(caio)
    ditas = [frase_do_evento(evento) for evento in Evento.objects.filter(etiqueta="hub:adesao:passou").order_by("pk")]
    assert len(ditas) == 4
    assert ditas[0].endswith("de rascunho a pedida. ") or ditas[0].endswith("de rascunho a pedida.")
    assert "de a assinar a vigente. Assinada pelas duas partes." in ditas[-1]


def test_dois_entes_ao_mesmo_tempo(caio: Usuario, duda: Usuario) -> None:
    vigente(caio)
    outra = vigente(duda, cnpj=OUTRO_CNPJ, nome="Conselho de Exemplo", tipo="CONSELHO", municipio_ibge="")
    assert outra.credor is not None
    assert outra.credor.municipio_ibge == ""
