"""Levar ao serviço da CRA os arquivos de uma remessa liberada: cada um uma vez, com o nome que já tem."""

from __future__ import annotations

from functools import partial

from django.db import connection
from django.utils import timezone

from hub.comum.erros import Recusa
from hub.comum.situacoes import NA_RECUSA
from hub.dividas.models import Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.chamadas.entregas import dispensar, o_que_segura
from hub.estrategias.chamadas.erros import RemessaNaoLiberada
from hub.estrategias.chamadas.execucao import FEITAS, Feito, chamada_fazer, chamada_registrar
from hub.estrategias.models import Chamada, SituacaoDaChamada
from hub.estrategias.protesto.acesso import CANAL, Ligacao, ligacao_do
from hub.estrategias.protesto.cra21.cliente import LIMITE_DO_ENVIO, chamar
from hub.estrategias.protesto.cra21.mensagens import ENVIO_DO_TIPO
from hub.estrategias.protesto.cra21.xml import em_xml, registros_por_municipio
from hub.estrategias.protesto.desfecho import aplicar_envio
from hub.estrategias.protesto.plano import consulta
from hub.estrategias.servicos import caminho_do_arquivo
from hub.leiautes.nomes import interpretar


class ArquivoGrandeDemais(Recusa):
    """O arquivo {arquivo} tem {tamanho} bytes em XML, e o serviço da CRA recebe até {limite}. Leve-o à CRA por arquivo,

    ou registre com `hub remessa recusada` e planeje de novo: pelo serviço, os arquivos saem menores.
    """

    status = 409


class ArquivoDeOutroCodigo(Recusa):
    """O arquivo {arquivo} saiu com outro código de apresentante, e o de agora é {codigo}: a CRA o recusaria. Registre

    a recusa com `hub remessa recusada`, e o que ele levava volta ao plano seguinte, com o código certo.
    """

    status = 409


def remessa_entregar(*, remessa: Remessa, ator: str, insistir: bool = False) -> list[Chamada]:
    """Manda os arquivos que a CRA ainda não recebeu e aplica o que ela responde. Repetir não manda de novo.

    `insistir`: quem mandou foi uma pessoa, e não se espera a hora da próxima tentativa. Levanta `RemessaNaoLiberada`,
    `ArquivoDeOutroCodigo`, `ArquivoGrandeDemais`, o que impede a ligação (`ligacao_do`), `ChamadaEmCurso` e
    `CanalDesligado`.
    """
    if remessa.situacao != SituacaoDaRemessa.LIBERADA or remessa.estrategia != CANAL:
        raise RemessaNaoLiberada(plano=remessa.pk)
    ligacao = ligacao_do(remessa.credor, em=timezone.localdate())
    return [
        _entregar(arquivo, ligacao, ator=ator, insistir=insistir)
        for arquivo in remessa.arquivos.select_related("credor", "remessa").order_by("id")
    ]


def _entregar(arquivo: RemessaArquivo, ligacao: Ligacao, *, ator: str, insistir: bool) -> Chamada:
    chamada = _registrar(arquivo, ator)
    if chamada.situacao in FEITAS:
        return chamada
    if parada := _o_que_segura(arquivo, chamada):
        return parada
    if interpretar(arquivo.nome).codigo != ligacao.opcoes.codigo_portador:
        raise ArquivoDeOutroCodigo(arquivo=arquivo.nome, codigo=ligacao.opcoes.codigo_portador)
    conteudo = caminho_do_arquivo(arquivo).read_bytes()
    xml = em_xml(conteudo, tipo=arquivo.tipo, nome=arquivo.nome, perfil=ligacao.perfil)
    if len(xml) > LIMITE_DO_ENVIO:
        raise ArquivoGrandeDemais(arquivo=arquivo.nome, tamanho=len(xml), limite=LIMITE_DO_ENVIO)
    enviados = registros_por_municipio(conteudo) if arquivo.tipo == "B" else None

    def aplicar(chamada: Chamada, corpo: bytes) -> Feito:
        return aplicar_envio(arquivo, chamada, corpo, enviados)

    parametros = {"userArq": arquivo.nome, "userDados": xml}
    return chamada_fazer(
        chamada=_registrar(arquivo, ator, enviado=xml.encode("iso-8859-1")),
        fazer=partial(chamar, ligacao.acesso, chamada.operacao, parametros),
        aplicar=aplicar,
        insistir=insistir,
    )


def _registrar(arquivo: RemessaArquivo, ator: str, enviado: bytes | None = None) -> Chamada:
    return chamada_registrar(
        credor=arquivo.credor,
        estrategia=CANAL,
        operacao=ENVIO_DO_TIPO[arquivo.tipo],
        chave=arquivo.nome,
        arquivo=arquivo,
        ator=ator,
        enviado=enviado,
    )


def _o_que_segura(arquivo: RemessaArquivo, chamada: Chamada) -> Chamada | None:
    """A chamada que não se faz, com o motivo; nula quando se pode fazer.

    A que ficou em curso já se fez, e falta saber no que deu.
    """
    if chamada.situacao == SituacaoDaChamada.EM_CURSO:
        return None
    if not _espera_resposta(arquivo):
        return dispensar(chamada)
    return o_que_segura(chamada, inclui=arquivo.tipo == "B")


def _espera_resposta(arquivo: RemessaArquivo) -> bool:
    """Se algo do arquivo ainda espera: o que uma pessoa registrou como recusado não se manda."""
    with connection.cursor() as cursor:
        cursor.execute(
            consulta("espera_resposta"),
            {
                "arquivo": arquivo.pk,
                "remessa": arquivo.remessa_id,
                "tipo": arquivo.tipo,
                "de": [de.value for de in NA_RECUSA],
            },
        )
        return bool(cursor.fetchone()[0])
