"""Reserva, emite e escreve as cartas de uma remessa: o pacote da gráfica, o arquivo da e-Carta e a fila do e-mail."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from hub.comum.dinheiro import de_centavos
from hub.comum.erros import Recusa
from hub.comum.municipios import quadro_de_municipios
from hub.credores.models import Credor
from hub.dividas.gravacao import quadro_ler
from hub.dividas.models import Remessa, RemessaArquivo, RemessaLote
from hub.documentos.arquivos import arquivo_guardado
from hub.documentos.correio.envios import cartas_do_lote
from hub.documentos.indice import indice_de_cartas
from hub.documentos.lotes import lote_das_cdas, lote_emitir
from hub.documentos.models import Documento, Envio, LoteDeDocumentos, SituacaoDoEnvio, VersaoDoModelo
from hub.estrategias.arquivos import gravando
from hub.estrategias.carta.opcoes import Opcoes, opcoes_da_carta, versoes_das
from hub.estrategias.carta.plano import PASTA, PLANO, com_enderecos, parametros_do
from hub.estrategias.models import Carta, MeioDaCarta
from hub.estrategias.plano import consulta
from hub.leiautes.correios.ecarta import ULTIMO_LOTE, campos, nome_da_carta, nome_do_servico, servico_escrever

#: Cartas por arquivo: os sistemas conhecidos mandam até duzentos milhões de bytes, e uma carta tem menos de cem mil.
POR_ARQUIVO: Final = 2_000
#: A série do sequencial de cada meio de papel, por credor.
SERIES: Final = {MeioDaCarta.GRAFICA: "GRAFICA", MeioDaCarta.ECARTA: "ECARTA"}
#: Documentos por e-mail que se leem de cada vez.
POR_VEZ: Final = 1_000
ESQUEMA: Final = {
    "nosso_numero": pl.String,
    "sha256": pl.String,
    "codigo": pl.String,
    "valor": pl.Int64,
    "numero_cda": pl.String,
    "nome": pl.String,
    "logradouro": pl.String,
    "numero": pl.String,
    "complemento": pl.String,
    "bairro": pl.String,
    "municipio": pl.String,
    "ibge": pl.String,
    "uf": pl.String,
    "cep": pl.String,
}


class LotesEsgotados(Recusa):
    """O credor já usou os {limite} números de lote que a e-Carta tem, e o hub não recomeça a conta. Mande o papel pela

    gráfica (`papel=grafica`) e fale com quem opera o hub.
    """

    status = 409


def reservar(remessa: Remessa) -> None:
    """Fixa o endereço de cada carta, pede a emissão das que vão e reserva os arquivos. Levanta `LotesEsgotados`."""
    PLANO.descartar_as_que_mudaram(remessa)
    opcoes = opcoes_da_carta(remessa.credor)
    na_ordem = versoes_das(remessa.credor, opcoes, remessa.em)
    versoes = {versao.pk: versao for versao in na_ordem if versao}
    posicoes = [versao.pk if versao else None for versao in na_ordem]
    parametros: dict[str, Any] = {
        "credor": remessa.credor_id,
        "remessa": remessa.pk,
        "versoes": posicoes,
        **parametros_do(remessa.credor),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "desfeitas"), parametros)
        cursor.execute(com_enderecos("cartas"), parametros)
        cursor.execute(consulta(PASTA, "sem_carta"), {"remessa": remessa.pk})
        remessa.inclusoes -= cursor.fetchone()[0]
        cursor.execute(consulta(PASTA, "por_emitir"), {"remessa": remessa.pk})
        por_emitir = cursor.fetchall()
    for versao, cdas in por_emitir:
        _pedir(remessa, versoes[versao], cdas)
    _reservar_arquivos(remessa, opcoes)


def _pedir(remessa: Remessa, versao: VersaoDoModelo, cdas: list[int]) -> None:
    quem = remessa.aprovada_por[-1] if remessa.aprovada_por else remessa.criada_por
    lote = lote_das_cdas(versao=versao, cdas=cdas, ator=quem, agora=timezone.now())
    Carta.objects.filter(remessa=remessa, versao=versao).update(lote=lote)


def _reservar_arquivos(remessa: Remessa, opcoes: Opcoes) -> None:
    papel = Carta.objects.filter(remessa=remessa).exclude(meio=MeioDaCarta.EMAIL).count()
    if not papel:
        return
    meio = MeioDaCarta(opcoes.papel)
    serie = SERIES[meio]
    da_serie = RemessaLote.objects.filter(credor=remessa.credor, praca=serie)
    ultimo = da_serie.aggregate(ultimo=Max("sequencial"))["ultimo"] or 0
    quantos = -(-papel // POR_ARQUIVO)
    if meio == MeioDaCarta.ECARTA and ultimo + quantos > ULTIMO_LOTE:
        raise LotesEsgotados(limite=ULTIMO_LOTE)
    reservados = []
    for sequencial in range(ultimo + 1, ultimo + quantos + 1):
        ecarta = meio == MeioDaCarta.ECARTA
        nome = nome_do_servico(opcoes.matriz, sequencial) if ecarta else f"CARTAS{sequencial:06d}.zip"
        arquivo = RemessaArquivo.objects.create(
            credor=remessa.credor, remessa=remessa, tipo="CT", nome=nome, titulos=0, valor=0
        )
        RemessaLote.objects.create(
            credor=remessa.credor, arquivo=arquivo, praca=serie, sequencial=sequencial, titulos=0, primeiro=0, ultimo=0
        )
        reservados.append(arquivo.pk)
    with connection.cursor() as cursor:
        parametros: dict[str, Any] = {"remessa": remessa.pk, "arquivos": reservados, "por_arquivo": POR_ARQUIVO}
        cursor.execute(consulta(PASTA, "repartir"), parametros)


def preparar(remessa: Remessa, contar: Callable[[], None]) -> None:
    """Emite os documentos, em pedaços; o que já se emitiu não se emite outra vez."""
    for lote in LoteDeDocumentos.objects.filter(pk__in=_lotes(remessa)).order_by("pk"):
        lote_emitir(lote, contar=contar)


def _lotes(remessa: Remessa) -> list[int]:
    return list(Carta.objects.filter(remessa=remessa, lote__isnull=False).values_list("lote", flat=True).distinct())


def enviar(remessa: Remessa, pasta: Path) -> list[RemessaArquivo]:
    """Escreve os arquivos, põe os e-mails na fila e grava o envio; o arquivo de que nada se emitiu não existe."""
    agora = timezone.now()
    # Entre a reserva e a saída as cartas se emitem, e passam minutos: quem pagou neles não a recebe.
    PLANO.descartar_as_que_mudaram(remessa)
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "orfas"), {"remessa": remessa.pk, "credor": remessa.credor_id})
        cursor.execute(consulta(PASTA, "documentos"), {"remessa": remessa.pk})
        cursor.execute(consulta(PASTA, "nao_emitidas"), {"remessa": remessa.pk, "em": agora})
        remessa.inclusoes -= cursor.fetchone()[0]
    arquivos = []
    for arquivo in remessa.arquivos.order_by("id"):
        if _escrever(remessa, arquivo, pasta):
            arquivos.append(arquivo)
        else:
            arquivo.delete()
    _por_email(remessa, agora)
    PLANO.gravar_envio(remessa)
    return arquivos


def _escrever(remessa: Remessa, arquivo: RemessaArquivo, pasta: Path) -> bool:
    """Um ZIP; repetir escreve os mesmos bytes. Falso quando não há carta nele."""
    quadro = quadro_ler(consulta(PASTA, "linhas"), {"arquivo": arquivo.pk}, ESQUEMA)
    if quadro.is_empty():
        return False
    nomes = quadro_de_municipios().select("ibge", nome_do_municipio="nome")
    linhas = quadro.join(nomes, on="ibge", how="left", maintain_order="left").with_columns(
        pl.coalesce("municipio", "nome_do_municipio").alias("municipio"),
        pl.col("nosso_numero").str.slice(1).alias("objeto"),
    )
    opcoes = opcoes_da_carta(remessa.credor)
    (lote,) = RemessaLote.objects.filter(arquivo=arquivo)
    da_ecarta = lote.praca == SERIES[MeioDaCarta.ECARTA]
    partes = _da_ecarta(linhas, remessa, lote, opcoes) if da_ecarta else _da_grafica(linhas, remessa.credor)
    with gravando(pasta / arquivo.nome) as destino, TemporaryFile() as provisorio:
        # Num arquivo em que se volta atrás, o ZIP não usa descritores, que leitores antigos não entendem.
        with zipfile.ZipFile(provisorio, "w", zipfile.ZIP_DEFLATED) as pacote:
            for nome, conteudo in partes:
                membro = zipfile.ZipInfo(nome, (remessa.em.year, remessa.em.month, remessa.em.day, 0, 0, 0))
                membro.compress_type = zipfile.ZIP_DEFLATED
                pacote.writestr(membro, conteudo)
        provisorio.seek(0)
        shutil.copyfileobj(provisorio, destino)
    arquivo.sha256, arquivo.titulos = destino.sha256, linhas.height
    arquivo.valor = de_centavos(int(linhas["valor"].sum()))
    arquivo.save(update_fields=["titulos", "valor"])
    return True


def _da_grafica(linhas: pl.DataFrame, credor: Credor) -> Iterator[tuple[str, bytes]]:
    """O índice, com o número que volta na resposta, e um PDF por carta."""
    yield "indice.csv", indice_de_cartas(linhas.to_dicts())
    for numero, sha256 in linhas.select("nosso_numero", "sha256").iter_rows():
        yield f"{numero}.pdf", arquivo_guardado(credor, sha256).read_bytes()


def _da_ecarta(
    linhas: pl.DataFrame, remessa: Remessa, lote: RemessaLote, opcoes: Opcoes
) -> Iterator[tuple[str, bytes]]:
    """O texto do serviço e um PDF por objeto."""
    forma: Any = opcoes.nome_do_pdf
    nomes = [nome_da_carta(opcoes.matriz, lote.sequencial, objeto, forma=forma) for objeto in linhas["objeto"]]
    servico = _servico(linhas.with_columns(pl.Series("pdf", nomes, dtype=pl.String)), remessa.credor, lote, opcoes)
    codificacao: Any = opcoes.codificacao
    texto = servico_escrever(servico, com_remetente=opcoes.com_remetente, codificacao=codificacao)
    yield nome_do_servico(opcoes.matriz, lote.sequencial, extensao="txt"), texto
    for nome, sha256 in zip(nomes, linhas["sha256"], strict=True):
        yield nome, arquivo_guardado(remessa.credor, sha256).read_bytes()


def _servico(linhas: pl.DataFrame, credor: Credor, lote: RemessaLote, opcoes: Opcoes) -> pl.DataFrame:
    """Os campos do serviço. O complemento que não cabe no campo dele vai com o logradouro: nada se corta."""
    cabe = pl.col("complemento").str.len_chars() <= _tamanho("complemento")
    return linhas.select(
        tipo_registro=pl.lit("1"),
        objeto="objeto",
        lote=pl.lit(str(lote.sequencial)),
        cartao_postagem=pl.lit(opcoes.cartao),
        contrato=pl.lit(opcoes.contrato),
        servico_adicional=pl.lit(opcoes.servico_adicional),
        tem_spool=pl.lit("N"),
        nome_spool=pl.lit(""),
        tem_complementar=pl.lit("S"),
        nome_complementar="pdf",
        destinatario="nome",
        endereco=pl.when(cabe.fill_null(value=True))
        .then("logradouro")
        .otherwise(pl.concat_str("logradouro", "complemento", separator=", ")),
        numero=pl.col("numero").fill_null("S/N"),
        complemento=pl.when(cabe).then("complemento"),
        bairro="bairro",
        cidade="municipio",
        uf="uf",
        cep=pl.col("cep").str.replace_all(r"\D", ""),
        nome_remetente=pl.lit(credor.nome),
        endereco_remetente=pl.lit(credor.endereco),
        cidade_remetente=pl.lit(credor.municipio),
        uf_remetente=pl.lit(credor.uf),
        cep_remetente=pl.lit("".join(filter(str.isdigit, credor.cep))),
    )


def _tamanho(campo: str) -> int:
    return next(int(c["tamanho"]) for c in campos("servico") if c["nome"] == campo)


def _por_email(remessa: Remessa, agora: datetime) -> None:
    """Uma linha de envio por carta: o que já saiu por ordem de uma pessoa é o mesmo, e o que não saiu volta à fila."""
    das_cartas = Carta.objects.filter(remessa=remessa, meio=MeioDaCarta.EMAIL, documento__isnull=False)
    documentos = list(das_cartas.order_by("pk").values_list("documento", flat=True))
    for inicio in range(0, len(documentos), POR_VEZ):
        destes = documentos[inicio : inicio + POR_VEZ]
        envios = Envio.objects.filter(credor=remessa.credor, documento__in=destes)
        envios.filter(situacao=SituacaoDoEnvio.NAO_SAIU).update(
            situacao=SituacaoDoEnvio.NA_FILA, tentativas=0, em=agora
        )
        faltam = Documento.objects.filter(pk__in=destes, envios__isnull=True).select_related("cda")
        cartas_do_lote(documentos=list(faltam), ator=remessa.criada_por, agora=agora)


def recusar(arquivo: RemessaArquivo) -> int:
    """Desfaz o que o arquivo levava e ainda não saiu; devolve quantas cartas."""
    with connection.cursor() as cursor:
        parametros: dict[str, Any] = {
            "arquivo": arquivo.pk,
            "motivo": f"remessa:{arquivo.remessa_id}:recusada",
            "em": timezone.now(),
        }
        cursor.execute(consulta(PASTA, "recusar"), parametros)
        return int(cursor.rowcount)
