"""O que falta a um credor para entrar no ar, passo a passo, conferido no que ele já fez."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from hub.acesso.equipe import podem
from hub.acesso.permissoes import Ato, pode
from hub.acesso.telas import Acesso
from hub.credores.consultas import Vigor, clausulas_em, versoes_em
from hub.credores.models import Credor, VersaoDaCarteira
from hub.dividas.models import CDA, Remessa, SituacaoDaRemessa
from hub.documentos.models import Documento, VersaoDoModelo
from hub.estrategias.registro import CANAIS

#: Pessoas que têm de poder liberar: o freio e o convênio podem pedir duas.
EQUIPE = 2


@dataclass(frozen=True, kw_only=True)
class Passo:
    """Um passo da lista."""

    titulo: str
    #: o que fazer, e por quê
    ajuda: str
    feito: bool
    #: onde se faz; vazio quando não é nesta página, ou não é com esta pessoa
    endereco: str = ""


def passos_do(acesso: Acesso, hoje: date) -> list[Passo]:
    """Os passos, na ordem em que convém dá-los; vazia quando nenhum falta."""
    passos = [*_do_convenio(acesso, hoje), *_da_cobranca(acesso, hoje), *_do_envio(acesso)]
    return [] if all(passo.feito for passo in passos) else passos


def _do_convenio(acesso: Acesso, hoje: date) -> list[Passo]:
    credor, clausulas = acesso.credor, clausulas_em(acesso.credor, hoje)
    em_vigor = clausulas.vigor == Vigor.VIGENTE
    return [
        Passo(
            titulo="Convênio em vigor",
            ajuda="Até lá tudo funciona como ensaio, menos os canais de verdade.",
            feito=em_vigor,
            endereco=reverse("convenio"),
        ),
        Passo(
            titulo="Dívidas certificadas",
            ajuda="Uma vez por ano, quem responde pelo ente diz que são válidas e devidas e tiveram o devido processo.",
            feito=em_vigor and clausulas.certificado,
            endereco=_se_pode(acesso, Ato.CONVENIO_CERTIFICAR, "convenio"),
        ),
        Passo(
            titulo="Duas pessoas que liberam",
            ajuda="Remessa grande só sai com duas, de perfil que libera: uma confere o que a outra viu.",
            feito=podem(Ato.REMESSA_LIBERAR, credor=credor, hoje=hoje).count() >= EQUIPE,
            endereco=_se_pode(acesso, Ato.EQUIPE_ADMINISTRAR, "equipe"),
        ),
    ]


def _da_cobranca(acesso: Acesso, hoje: date) -> list[Passo]:
    credor, versoes = acesso.credor, list(versoes_em(acesso.credor, hoje))
    usadas = {str(etapa["estrategia"]) for versao in versoes for etapa in versao.regua}
    faltas = [falta for nome, canal in CANAIS.items() if nome in usadas for falta in canal.o_que_falta(credor)]
    return [
        Passo(
            titulo="Como regularizar, em cada carteira",
            ajuda="Link, Pix, telefone ou endereço: é o que a carta e a página mostram a quem quer pagar.",
            feito=bool(versoes) and all(versao.contato for versao in versoes),
            endereco=_se_pode(acesso, Ato.CARTEIRA_EDITAR, *_onde_falta_contato(versoes)),
        ),
        Passo(
            titulo="Estratégias escolhidas",
            ajuda="A régua diz que dívida vai a que canal, e quando. Antes de salvar, a prévia mostra o que iria.",
            feito=bool(usadas),
            endereco=reverse("carteiras"),
        ),
        Passo(
            titulo="Canal pronto",
            ajuda=" ".join(faltas) or "O que cada canal da régua espera do ente já está dito.",
            feito=bool(usadas) and not faltas,
        ),
        Passo(
            titulo="Carta e certidão com a cara do ente",
            ajuda="Veja a prévia com uma dívida sua, ponha o brasão e quem assina, e emita a primeira.",
            feito=_tem_documento(credor),
            endereco=reverse("documentos"),
        ),
    ]


def _do_envio(acesso: Acesso) -> list[Passo]:
    credor = acesso.credor
    return [
        Passo(
            titulo="Primeiras dívidas enviadas",
            ajuda="Por arquivo, formulário ou sistema. O convênio também se experimenta com um arquivo, sem gravar.",
            feito=CDA.objects.filter(credor=credor).exists(),
            endereco=_se_pode(acesso, Ato.CDAS_ENVIAR, "lote_novo"),
        ),
        Passo(
            titulo="Primeira remessa liberada",
            ajuda="Planeje, confira quem vai e quem fica e por quê, e libere.",
            feito=Remessa.objects.filter(credor=credor, situacao=SituacaoDaRemessa.LIBERADA).exists(),
            endereco=reverse("remessas"),
        ),
    ]


def _se_pode(acesso: Acesso, ato: Ato, rota: str, *argumentos: int) -> str:
    return reverse(rota, args=argumentos) if pode(acesso.perfil, ato) else ""


def _onde_falta_contato(versoes: list[VersaoDaCarteira]) -> tuple[str, *tuple[int, ...]]:
    """A rota e a carteira: a primeira que nada diz a quem quer pagar; sem nenhuma, a lista delas."""
    faltam = [versao.carteira_id for versao in versoes if not versao.contato]
    return ("carteira_editar", faltam[0]) if faltam else ("carteiras",)


def _tem_documento(credor: Credor) -> bool:
    """Se alguém mudou um modelo, ou emitiu com o que veio pronto."""
    mudou = VersaoDoModelo.objects.filter(credor=credor, versao__gt=1).exists()
    return mudou or Documento.objects.filter(credor=credor).exists()
