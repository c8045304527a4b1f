"""O pedido do lado do ente: começar, preencher, pedir, responder, desistir."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.adesao.ente import Representante, cnpj_conferir, ibge_conferir
from hub.adesao.erros import AdesaoEmCurso, CredorJaNoHub, PedidoFechado, PedidoIncompleto
from hub.adesao.models import Adesao, ExigenciaDaAdesao
from hub.adesao.passagem import adesao_passar, adesao_travar
from hub.adesao.situacoes import ABERTAS, EM_CURSO, SituacaoDaAdesao
from hub.adesao.textos import MOTIVO, texto_conferir
from hub.adesao.tipos import tipo_conferir
from hub.comum.documentos import documento_formatar
from hub.credores.clausulas_escritas import clausulas_escrever, clausulas_ler
from hub.credores.conferencia import cadastro_conferir

#: Campo do pedido → como se diz que falta.
EXIGIDOS = {
    "representante_nome": "o nome do representante legal",
    "representante_cpf": "o CPF do representante legal",
    "representante_cargo": "o cargo do representante legal",
    "email": "o e-mail de contato",
}


@transaction.atomic
def adesao_iniciar(
    *, pessoa: Usuario, tipo: str, cnpj: str, nome: str, municipio_ibge: str = "", agora: datetime
) -> Adesao:
    """Abre o rascunho do ente, ou devolve o que a pessoa já abriu para o CNPJ, com os dados do ente trocados.

    Levanta `TipoForaDoConvenio`, `CNPJInvalido`, `CredorJaNoHub`, `AdesaoEmCurso`, `CadastroErrado` e o que
    `ibge_conferir` levanta.
    """
    Usuario.objects.select_for_update().get(pk=pessoa.pk)
    dados = _ente(tipo=tipo, cnpj=cnpj, nome=nome, municipio_ibge=municipio_ibge)
    cnpj_livre(dados["cnpj"], pessoa, em_curso=EM_CURSO)
    aberta = Adesao.objects.filter(
        solicitante=pessoa, cnpj=dados["cnpj"], situacao=SituacaoDaAdesao.RASCUNHO
    ).first() or Adesao(solicitante=pessoa, criada_em=agora, clausulas=clausulas_escrever(clausulas_ler({})))
    return _gravar(aberta, agora, dados)


def _ente(*, tipo: str, cnpj: str, nome: str, municipio_ibge: str) -> dict[str, str]:
    aceito = tipo_conferir(tipo)
    nome = " ".join(nome.split())
    return {
        "tipo": aceito,
        "cnpj": cnpj_conferir(cnpj),
        "nome": nome,
        "municipio_ibge": ibge_conferir(municipio_ibge, tipo=aceito, nome=nome),
    }


def cnpj_livre(cnpj: str, pessoa: Usuario, *, em_curso: Collection[str] = ()) -> None:
    """O credor que já existe só pede por quem já é gestor dele: o pedido não dá acesso ao que é de outro.

    `em_curso`: situações em que outra adesão do CNPJ impede esta. Levanta `CredorJaNoHub` e `AdesaoEmCurso`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select credor, adesao from hub_seguro.cnpj_em_uso(%s, %s)", [cnpj, sorted(em_curso)])
        credor, outra = cursor.fetchone()
    gestor = Vinculo.objects.filter(credor=credor, usuario=pessoa, perfil=Perfil.GESTOR)
    if credor is not None and not gestor.exists():
        raise CredorJaNoHub(cnpj=documento_formatar(cnpj))
    if outra:
        raise AdesaoEmCurso(cnpj=documento_formatar(cnpj))


@transaction.atomic
def adesao_preencher(
    *,
    adesao: Adesao,
    agora: datetime,
    ente: Mapping[str, str] | None = None,
    representante: Representante | None = None,
    email: str | None = None,
    clausulas: Mapping[str, Any] | None = None,
) -> Adesao:
    """Muda do pedido só o que se diz, no rascunho e em exigência. O CNPJ só muda abrindo outro pedido.

    `clausulas`: o documento que `clausulas_ler` lê. Levanta `PedidoFechado`, `CadastroErrado` e o que cada parte
    levanta.
    """
    travada = adesao_aberta(adesao)
    dados: dict[str, Any] = {}
    if ente is not None:
        dados |= _ente(**{**ente, "cnpj": travada.cnpj})
    if representante is not None:
        dados |= representante.colunas()
    if email is not None:
        dados["email"] = email.strip()
    if clausulas is not None:
        dados["clausulas"] = clausulas_escrever(clausulas_ler(clausulas))
    return _gravar(travada, agora, dados)


def adesao_aberta(adesao: Adesao) -> Adesao:
    """A adesão, presa até o fim da transação, se ainda se pode mudá-la. Levanta `PedidoFechado`."""
    travada = adesao_travar(adesao.pk)
    pedido_aberto(travada)
    return travada


def pedido_aberto(adesao: Adesao) -> None:
    """Se os dados e os documentos ainda mudam. Levanta `PedidoFechado`."""
    if adesao.situacao not in ABERTAS:
        raise PedidoFechado(adesao=adesao.pk, situacao=adesao.get_situacao_display().lower())


def _gravar(adesao: Adesao, agora: datetime, dados: Mapping[str, Any]) -> Adesao:
    for campo, valor in dados.items():
        setattr(adesao, campo, valor)
    adesao.mudou_em = agora
    cadastro_conferir(adesao, menos=("solicitante", "situacao"))
    adesao.save()
    return adesao


@transaction.atomic
def adesao_pedir(*, adesao: Adesao, ator: str, agora: datetime) -> Adesao:
    """Manda o rascunho à PGFN; já pedido, não muda nada.

    Levanta `PedidoIncompleto`, `CredorJaNoHub`, `AdesaoEmCurso` e `PassagemNaoCabe`.
    """
    travada = adesao_travar(adesao.pk)
    if travada.situacao == SituacaoDaAdesao.PEDIDA:
        return travada
    if faltas := faltas_do(travada):
        raise PedidoIncompleto(faltas="; ".join(faltas))
    cnpj_livre(travada.cnpj, travada.solicitante, em_curso=EM_CURSO)
    adesao_passar(travada, SituacaoDaAdesao.PEDIDA, quem=ator, em=agora)
    return travada


def faltas_do(adesao: Adesao) -> list[str]:
    """O que ainda falta para pedir."""
    faltas = [falta for campo, falta in EXIGIDOS.items() if not getattr(adesao, campo)]
    if not adesao.anexos.filter(retirado_em__isnull=True).exists():
        faltas.append("ao menos um documento, como o ato de nomeação do representante")
    return faltas


@transaction.atomic
def exigencia_responder(*, adesao: Adesao, resposta: str, ator: str, agora: datetime) -> ExigenciaDaAdesao | None:
    """Responde a exigência aberta, e o pedido volta à análise; sem nenhuma aberta, não muda nada.

    Levanta `TextoFora` e `PassagemNaoCabe`.
    """
    travada = adesao_travar(adesao.pk)
    aberta = travada.exigencias.filter(respondida_em__isnull=True).first()
    if aberta is None:
        return None
    aberta.resposta = texto_conferir(resposta, campo="resposta")
    aberta.respondida_por, aberta.respondida_em = ator, agora
    aberta.save(update_fields=["resposta", "respondida_por", "respondida_em"])
    adesao_passar(travada, SituacaoDaAdesao.EM_ANALISE, quem=ator, em=agora, motivo="Exigência respondida.")
    return aberta


@transaction.atomic
def adesao_desistir(*, adesao: Adesao, motivo: str, ator: str, agora: datetime) -> Adesao:
    """Quem pediu não quer mais; já desistida, não muda nada. Levanta `PassagemNaoCabe` e `TextoFora`."""
    travada = adesao_travar(adesao.pk)
    if travada.situacao != SituacaoDaAdesao.DESISTIDA:
        motivo = texto_conferir(motivo, campo="motivo", tamanho=MOTIVO)
        adesao_passar(travada, SituacaoDaAdesao.DESISTIDA, quem=ator, em=agora, motivo=motivo)
    return travada
