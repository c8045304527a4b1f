"""Perguntar à CRA por um título: a consulta e o instrumento do protesto.

O manual da CRA21 estabelece o que se manda e não o que volta. Por isso a resposta se guarda inteira, como veio, no
arquivo de documentos do credor, e uma pessoa a abre; o hub não tira dela situação nem valor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.erros import Recusa
from hub.comum.situacoes import Situacao
from hub.dividas.models import CDA, Acionamento
from hub.documentos.arquivos import arquivo_guardado, arquivo_guardar
from hub.estrategias.chamadas.execucao import FEITAS, Feito, chamada_fazer, chamada_reabrir, chamada_registrar
from hub.estrategias.models import Chamada
from hub.estrategias.protesto.acesso import CANAL, ligacao_do
from hub.estrategias.protesto.cra21.cliente import chamar, retorno_do, sem_acesso
from hub.estrategias.protesto.cra21.relatorio import e_relatorio, relatorio_ler

#: Situações em que o protesto está lavrado.
LAVRADO: Final = frozenset({Situacao.PROTESTADA, Situacao.CANCELAMENTO_PEDIDO, Situacao.ANUENCIA_ENVIADA})


class SemTituloNaCRA(Recusa):
    """A CDA {numero} não está em protesto: não há título por que perguntar à CRA."""

    status = 409


class SemProtesto(Recusa):
    """A CDA {numero} não tem protesto lavrado (está em '{situacao}'): o instrumento só existe depois da lavratura."""

    status = 409


class SemResposta(Recusa):
    """A CRA não respondeu: {motivo}"""

    status = 502


@dataclass(frozen=True, kw_only=True)
class Resposta:
    """O que a CRA respondeu, guardado como veio."""

    chamada: Chamada
    sha256: str
    caminho: Path


def instrumento_pedir(*, cda: CDA, ator: str) -> Resposta:
    """Pede o instrumento do protesto da CDA e guarda a resposta entre os documentos do credor.

    Levanta `SemTituloNaCRA`, `SemProtesto`, `SemResposta`, o que impede a ligação (`ligacao_do`) e `CanalDesligado`.
    """
    titulo = _titulo(cda)
    if titulo.situacao not in LAVRADO or not (titulo.protocolo and titulo.cartorio and titulo.data_protocolo):
        raise SemProtesto(numero=cda.numero_cda, situacao=titulo.situacao)
    chave = f"{titulo.praca}/{titulo.cartorio}/{titulo.protocolo}/{titulo.data_protocolo:%Y-%m-%d}"

    def contar(codigo: str, sha256: str) -> None:
        evento_registrar(
            Etiqueta.INSTRUMENTO_PEDIDO,
            ator=ator,
            credor=cda.credor,
            em=timezone.now(),
            cda=cda.pk,
            numero_cda=cda.numero_cda,
            codigo=codigo,
            sha256=sha256,
        )

    return _perguntar(cda, "Instrumento", chave, {"userDados": pedido_de_instrumento(titulo)}, ator, contar)


def titulo_consultar(*, cda: CDA, ator: str) -> Resposta:
    """Pergunta à CRA como está o título da CDA. Levanta o que `instrumento_pedir` levanta, menos `SemProtesto`."""
    titulo = _titulo(cda)
    parametros = {"nossoNumero": titulo.nosso_numero, "numeroTitulo": titulo.numero_titulo or ""}
    return _perguntar(cda, "Consulta", titulo.nosso_numero, parametros, ator, lambda *_: None)


def pedido_de_instrumento(titulo: Acionamento) -> str:
    """O `userDados` da operação Instrumento (manual da CRA21, download e consulta)."""
    partes = {"protocolo": titulo.protocolo, "dataProtocolo": f"{titulo.data_protocolo:%d/%m/%Y}"}
    do_titulo = "".join(f"<{nome}>{escape(valor)}</{nome}>" for nome, valor in partes.items())
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>'
        f"<instrumento><municipios><municipio><codigoMunicipio>{escape(titulo.praca)}</codigoMunicipio>"
        f"<cartorios><cartorio><codigoCartorio>{escape(titulo.cartorio)}</codigoCartorio>"
        f"<titulos><titulo>{do_titulo}</titulo></titulos>"
        "</cartorio></cartorios></municipio></municipios></instrumento>"
    )


def _titulo(cda: CDA) -> Acionamento:
    enviados = Acionamento.objects.filter(cda=cda, credor=cda.credor, estrategia=CANAL)
    enviados = enviados.exclude(situacao__in=(Situacao.PLANEJADA, Situacao.DESCARTADA))
    titulo = enviados.order_by("-tentativa").first()
    if titulo is None:
        raise SemTituloNaCRA(numero=cda.numero_cda)
    return titulo


def _perguntar(
    cda: CDA,
    operacao: str,
    chave: str,
    parametros: dict[str, str],
    ator: str,
    contar: Callable[[str, str], None],
) -> Resposta:
    """Pergunta e guarda; `contar` recebe o código e o SHA-256, na transação que conclui a chamada."""
    ligacao = ligacao_do(cda.credor, em=timezone.localdate())
    chamada = chamada_registrar(credor=cda.credor, estrategia=CANAL, operacao=operacao, chave=chave, ator=ator)
    chamada_reabrir(chamada)
    guardados: list[str] = []

    def aplicar(chamada: Chamada, corpo: bytes) -> Feito:
        texto = retorno_do(corpo)
        feito = _feito(texto)
        conteudo = texto.encode("iso-8859-1", "xmlcharrefreplace")
        guardados.append(arquivo_guardar(chamada.credor, conteudo))
        contar(feito.codigo, guardados[-1])
        return feito

    fazer = partial(chamar, ligacao.acesso, operacao, parametros)
    chamada = chamada_fazer(chamada=chamada, fazer=fazer, aplicar=aplicar, insistir=True)
    if chamada.situacao not in FEITAS or not guardados:
        raise SemResposta(motivo=chamada.mensagem)
    sha256 = guardados[-1]
    return Resposta(chamada=chamada, sha256=sha256, caminho=arquivo_guardado(cda.credor, sha256))


def _feito(texto: str) -> Feito:
    """O relatório traz um código; o resto não tem forma estabelecida. Levanta `FalhaDoCanal` se não deixou entrar."""
    if not e_relatorio(texto):
        return Feito(codigo="0000", mensagem="A resposta ficou guardada como veio; uma pessoa a abre.")
    relatorio = relatorio_ler(texto)
    if falha := sem_acesso(relatorio.codigo):
        raise falha
    dita = relatorio.descricao.rstrip(".") or "sem dizer por quê"
    return Feito(codigo=relatorio.codigo, mensagem=f"A CRA respondeu {relatorio.codigo}, {dita}.", conferir=True)
