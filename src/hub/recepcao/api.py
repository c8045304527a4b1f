"""A porta da API: CDAs, movimentos e arquivos."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from hub.acesso.api import PorToken, chamada_de, de_ensaio, problema
from hub.acesso.chamadas import Chamada
from hub.acesso.escopos import Escopo
from hub.comum.textos import texto_guardavel
from hub.dividas.cdas import Quadros
from hub.dividas.justificativas import cda_justificar
from hub.dividas.models import CDA, Lote, Porta
from hub.operacao.paradas import inclusao_conferir
from hub.recepcao import exemplos
from hub.recepcao.arquivos import arquivo_ensaiar, arquivo_guardar, caminho_do_original
from hub.recepcao.consultas import lote_do
from hub.recepcao.corpo import objeto_do_corpo, objetos_do_corpo
from hub.recepcao.documentos import documento_da_cda, documento_do_lote, documento_do_recibo, pagina_de_achados
from hub.recepcao.erros import (
    CDADesconhecida,
    CorpoMalformado,
    EnsaioGrandeDemais,
    LoteGrandeDemais,
    RegistrosDemais,
    SemOriginal,
    SoMovimentos,
)
from hub.recepcao.formatos import leitura_de_objetos, tabelas_do_objeto
from hub.recepcao.formatos.limites import por_extenso
from hub.recepcao.juntada import receber_junto
from hub.recepcao.limites import (
    BYTES_POR_ARQUIVO_DE_ENSAIO,
    CDAS_POR_CHAMADA,
    ESPERA_SUGERIDA,
    LINHAS_POR_ARQUIVO_DE_ENSAIO,
    REGISTROS_POR_CHAMADA,
)
from hub.recepcao.servicos import Entrega, Recibo, receber
from hub.recepcao.tabelas_csv import achados_em_csv
from hub.recepcao.tarefas import lote_enfileirar

rotas = Router(tags=["Recepção"])
ENVIAR, MOVER = PorToken(Escopo.CDAS_ENVIAR), PorToken(Escopo.MOVIMENTOS_ENVIAR)
#: Perguntar a situação e o andamento nunca se barra.
LER, ACOMPANHAR = PorToken(Escopo.CDAS_LER, conta=False), PorToken(Escopo.LOTES_LER, conta=False)
#: Com que situações se responde a quem envia; as de recusa são problem+json com os achados.
RESPOSTAS: dict[int, Any] = dict.fromkeys((200, 201, 409, 422), dict[str, Any])

CRIADA = 201

Corpo = dict[str, Any]


@rotas.post("/cdas", auth=ENVIAR, summary="Cria ou altera uma CDA", openapi_extra=exemplos.UMA_CDA, response=RESPOSTAS)
def cda_criar(request: HttpRequest, response: HttpResponse) -> Status[Corpo] | HttpResponse:
    """201 quando a CDA entrou, com o endereço dela; 200 quando já estava ou foi alterada; 409 e 422, recusada."""
    objeto = objeto_do_corpo(request.body)
    resposta = _responder(request, _receber(request, [objeto]))
    criada = isinstance(resposta, Status) and resposta.status_code == CRIADA and not de_ensaio(request)
    if criada and isinstance(objeto.get("numero_cda"), str):
        response["Location"] = reverse("api:cda_ver", args=[objeto["numero_cda"].strip()])
    return resposta


@rotas.post(
    "/cdas/lote",
    auth=ENVIAR,
    summary="Recebe até 1.000 CDAs",
    openapi_extra=exemplos.VARIAS_CDAS,
    response=dict[str, Any],
)
def cda_lote(request: HttpRequest) -> Status[Corpo]:
    """200 com as contas e os achados: as boas entram, as outras não prendem o número."""
    return Status(200, _documento(request, _receber(request, objetos_do_corpo(request.body))))


@rotas.post(
    "/movimentos",
    auth=MOVER,
    summary="Conta o que houve com CDAs",
    openapi_extra=exemplos.MOVIMENTOS,
    response=dict[str, Any],
)
def movimento_criar(request: HttpRequest) -> Status[Corpo] | HttpResponse:
    """Um movimento ou uma lista de até 1.000: pagamento, suspensão, cancelamento, reabertura…"""
    objetos = objetos_do_corpo(request.body)
    recibo = _receber(request, objetos, so_movimentos=True)
    return _responder(request, recibo) if len(objetos) == 1 else Status(200, _documento(request, recibo))


def _documento(request: HttpRequest, recibo: Recibo) -> Corpo:
    return documento_do_recibo(recibo, ensaio=de_ensaio(request))


def _receber(request: HttpRequest, objetos: list[Corpo], *, so_movimentos: bool = False) -> Recibo:
    if len(objetos) > CDAS_POR_CHAMADA:
        raise LoteGrandeDemais(quantidade=len(objetos), limite=CDAS_POR_CHAMADA)
    registros = sum(sum(tabelas_do_objeto(objeto).values()) for objeto in objetos)
    if registros > REGISTROS_POR_CHAMADA:
        raise RegistrosDemais(quantidade=registros, limite=REGISTROS_POR_CHAMADA)
    chamada = chamada_de(request)
    if not so_movimentos:
        # Quem inclui repete depois, com a mesma chave; o que reduz se recebe sempre, e as regras dizem o resto.
        inclusao_conferir(chamada.credor)
    entrega = Entrega(
        credor=chamada.credor,
        porta=Porta.API,
        ator=chamada.ator,
        em=timezone.localdate(),
        chave_idempotencia=request.headers.get("Idempotency-Key"),
        resumo=hashlib.sha256(request.body).hexdigest(),
    )
    leitura = leitura_de_objetos(objetos)
    # O ensaio não vai em turma com envios de verdade: o que ele desfaz não pode ser o deles.
    if not so_movimentos and not chamada.ensaio:
        return receber_junto(entrega, leitura)
    quadros = leitura.tirar()
    recebiveis = _so_movimentos(quadros) if so_movimentos else quadros
    return receber(entrega, recebiveis, da_leitura=quadros.achados, ensaio=chamada.ensaio)


def _so_movimentos(quadros: Quadros) -> Quadros:
    if "cda" in quadros and quadros["cda"].height:
        numeros = quadros["cda"]["numero_cda"].drop_nulls().head(3) if "numero_cda" in quadros["cda"].columns else ()
        raise SoMovimentos(numeros=", ".join(numeros) or "sem número")
    return {tabela: quadro for tabela, quadro in quadros.items() if tabela == "movimento"}


def _responder(request: HttpRequest, recibo: Recibo) -> Status[Corpo] | HttpResponse:
    """A resposta de um envio de um objeto só."""
    lote, documento = recibo.lote, _documento(request, recibo)
    if not lote.recusadas + lote.movimentos_recusados:
        return Status(201 if lote.aceitas + lote.em_consulta else 200, documento)
    graves = [achado for achado in documento["achados"] if achado["efeito"] == "recusada"]
    divergente = any(achado["regra"] == "REC-001" for achado in graves)
    return problema(
        request,
        situacao=409 if divergente else 422,
        codigo="CDA_DIVERGENTE" if divergente else "RECUSADA",
        mensagem=" ".join(f"{achado['mensagem']} {achado['como_resolver']}".strip() for achado in graves),
        **{chave: valor for chave, valor in documento.items() if chave != "situacao"},
    )


@rotas.get("/cdas/{path:numero}", auth=LER, summary="Mostra uma CDA", url_name="cda_ver", response=dict[str, Any])
def cda_ver(request: HttpRequest, numero: str) -> Corpo:
    """A CDA como está, com a situação em cada estratégia."""
    return documento_da_cda(_cda(request, numero))


def _cda(request: HttpRequest, numero: str) -> CDA:
    cda = CDA.objects.filter(credor=chamada_de(request).credor, numero_cda=texto_guardavel(numero)).first()
    if cda is None:
        raise CDADesconhecida(numero=numero)
    return cda


@rotas.post(
    "/justificativas",
    auth=ENVIAR,
    summary="Justifica uma CDA em consulta",
    openapi_extra=exemplos.JUSTIFICATIVA,
)
def cda_justificada(request: HttpRequest) -> dict[str, Any]:
    """A CDA volta à cobrança; 409 se não estava em consulta, ou se o prazo do convênio para justificar acabou."""
    pedido = objeto_do_corpo(request.body)
    chamada = chamada_de(request)
    if not pedido.get("numero_cda"):
        raise CorpoMalformado(detalhe="falta numero_cda, o da CDA que se justifica")
    cda = _cda(request, str(pedido["numero_cda"]))
    with transaction.atomic():
        texto = str(pedido.get("justificativa", ""))
        cda_justificar(cda=cda, justificativa=texto, ator=chamada.ator, em=timezone.localdate())
        cda.refresh_from_db()
        documento = documento_da_cda(cda)
        transaction.set_rollback(chamada.ensaio)
    return documento


@rotas.post("/arquivos", auth=ENVIAR, summary="Recebe um arquivo", response={200: dict[str, Any], 202: dict[str, Any]})
def arquivo_criar(request: HttpRequest, response: HttpResponse, arquivo: File[UploadedFile]) -> Status[Corpo]:
    """202 com o endereço do andamento; o processamento segue na fila. De ensaio, 200 com o que aconteceria."""
    chamada = chamada_de(request)
    if chamada.ensaio:
        return Status(200, documento_do_recibo(_ensaiar(chamada, arquivo), ensaio=True))
    with transaction.atomic():
        lote = arquivo_guardar(
            credor=chamada.credor,
            fluxo=arquivo.file,  # type: ignore[arg-type]
            nome=arquivo.name or "arquivo",
            ator=chamada.ator,
            em=timezone.localdate(),
        )
        lote_enfileirar(lote)
    response["Location"] = reverse("api:arquivo_ver", args=[lote.pk])
    response["Retry-After"] = str(ESPERA_SUGERIDA)
    return Status(202, documento_do_lote(lote))


def _ensaiar(chamada: Chamada, arquivo: UploadedFile) -> Recibo:
    if (arquivo.size or 0) > BYTES_POR_ARQUIVO_DE_ENSAIO:
        raise EnsaioGrandeDemais(limite=por_extenso(BYTES_POR_ARQUIVO_DE_ENSAIO))
    with NamedTemporaryFile(prefix="hub-ensaio-") as copia:
        for bloco in arquivo.chunks():
            copia.write(bloco)
        copia.flush()
        return arquivo_ensaiar(
            credor=chamada.credor,
            caminho=Path(copia.name),
            nome=arquivo.name or "arquivo",
            ator=chamada.ator,
            em=timezone.localdate(),
            linhas=LINHAS_POR_ARQUIVO_DE_ENSAIO,
        )


@rotas.get(
    "/arquivos/{lote}",
    auth=ACOMPANHAR,
    summary="Andamento de um arquivo",
    url_name="arquivo_ver",
    response=dict[str, Any],
)
def arquivo_ver(request: HttpRequest, response: HttpResponse, lote: int) -> Corpo:
    """As contas até agora; enquanto processa, `Retry-After` diz quando perguntar de novo."""
    achado = _lote(request, lote)
    if achado.concluido_em is None:
        response["Retry-After"] = str(ESPERA_SUGERIDA)
    return documento_do_lote(achado)


@rotas.get("/arquivos/{lote}/achados", auth=ACOMPANHAR, summary="Achados, página a página", response=dict[str, Any])
def arquivo_achados(request: HttpRequest, lote: int, apos: int = 0, limite: int = 100) -> Corpo:
    """Até 1.000 por página; `proxima` é o valor de `apos` da página seguinte, ou nulo."""
    return pagina_de_achados(_lote(request, lote), apos=apos, limite=min(max(limite, 1), CDAS_POR_CHAMADA))


@rotas.get("/arquivos/{lote}/achados.csv", auth=ACOMPANHAR, summary="Achados em CSV")
def arquivo_achados_csv(request: HttpRequest, lote: int) -> HttpResponse:
    """Todos os achados guardados, com mensagem e como resolver."""
    achado = _lote(request, lote)
    resposta = StreamingHttpResponse(achados_em_csv(achado), content_type="text/csv; charset=utf-8")
    resposta["Content-Disposition"] = f'attachment; filename="achados-do-lote-{achado.pk}.csv"'
    return resposta  # type: ignore[return-value]


@rotas.get("/arquivos/{lote}/original", auth=ACOMPANHAR, summary="O arquivo como chegou")
def arquivo_original(request: HttpRequest, lote: int) -> HttpResponse:
    """Byte a byte, com o nome que tinha; 404 se o lote não veio em arquivo."""
    achado = _lote(request, lote)
    caminho = caminho_do_original(achado)
    if achado.porta != Porta.ARQUIVO or not caminho.is_file():
        raise SemOriginal(lote=lote)
    tipo = "application/octet-stream"
    return FileResponse(caminho.open("rb"), as_attachment=True, filename=achado.nome, content_type=tipo)  # type: ignore[return-value]


def _lote(request: HttpRequest, numero: int) -> Lote:
    return lote_do(chamada_de(request).credor, numero)
