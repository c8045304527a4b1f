"""O que a CRA respondeu a um envio: o que entrou, o que voltou e o que alguém precisa conferir."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.municipios import municipios
from hub.dividas.gravacao import quadro_ler
from hub.dividas.models import Remessa, RemessaArquivo
from hub.estrategias.chamadas.execucao import Feito
from hub.estrategias.models import Chamada
from hub.estrategias.protesto.cra21.cliente import retorno_do, sem_acesso
from hub.estrategias.protesto.cra21.mensagens import (
    CERTO,
    JA_ENVIADO,
    JA_PEDIDO,
    SERVICO_DO_TIPO,
    mensagem,
)
from hub.estrategias.protesto.cra21.relatorio import Comarca, Relatorio, relatorio_ler
from hub.estrategias.protesto.plano import consulta
from hub.estrategias.protesto.recusa import desfazer

#: Caracteres do que a CRA disse que vão a um evento.
TEXTO_MAXIMO: Final = 300
_ESQUEMA: Final = {"id": pl.Int64, "titulo": pl.String, "protocolo": pl.String}


def aplicar_envio(arquivo: RemessaArquivo, chamada: Chamada, corpo: bytes, enviados: Mapping[str, int] | None) -> Feito:
    """Aplica a resposta a um envio, na transação de quem chama.

    `enviados`: linhas de transação por município, na remessa; nulo nos pedidos, respondidos título a título. Levanta
    `FalhaDoCanal` se não é resposta, ou se a CRA não deixou entrar.
    """
    # Quem mais mexer na remessa (uma pessoa que registra a recusa) espera.
    Remessa.objects.select_for_update().get(pk=arquivo.remessa_id)
    relatorio = relatorio_ler(retorno_do(corpo))
    if falha := sem_acesso(relatorio.codigo):
        raise falha
    if relatorio.codigo not in {"", CERTO}:
        return _do_arquivo(arquivo, chamada, relatorio)
    if enviados is None:
        return _dos_titulos(arquivo, chamada, relatorio)
    return _dos_municipios(arquivo, chamada, relatorio.comarcas, enviados)


def _do_arquivo(arquivo: RemessaArquivo, chamada: Chamada, relatorio: Relatorio) -> Feito:
    """O código vale para o arquivo inteiro: já estava lá, ou nada dele entrou."""
    dita = _dita(arquivo, relatorio.codigo, relatorio.descricao)
    if relatorio.codigo in JA_ENVIADO:
        return _ja_estava(arquivo, chamada, relatorio.codigo, dita)
    voltaram = _recusar_inteiro(arquivo, chamada, relatorio.codigo, dita)
    return Feito(codigo=relatorio.codigo, mensagem=_recusado(arquivo, voltaram, dita), conferir=True)


def _ja_estava(arquivo: RemessaArquivo, chamada: Chamada, codigo: str, dita: str) -> Feito:
    if chamada.tentativas > 1:
        texto = (
            f"{dita} Uma tentativa anterior chegou e a resposta dela se perdeu: o arquivo não se manda de novo. O que "
            "a CRA aceitou aparece na confirmação."
        )
        _entregue(arquivo, chamada, codigo)
        return Feito(codigo=codigo, mensagem=texto)
    texto = (
        f"{dita} O hub não o tinha mandado. Se uma pessoa levou este mesmo arquivo à CRA, nada há a fazer: a "
        "confirmação virá. Se não, registre com `hub remessa recusada`, e o que ele levava volta ao plano seguinte."
    )
    return Feito(codigo=codigo, mensagem=texto, conferir=True)


def _recusado(arquivo: RemessaArquivo, voltaram: int, dita: str) -> str:
    return (
        f"A CRA recusou o arquivo {arquivo.nome} inteiro: {dita} Voltaram {voltaram} ao ponto de antes, e vão no plano "
        "seguinte. Corrija a causa antes de planejar."
    )


def _dos_municipios(
    arquivo: RemessaArquivo, chamada: Chamada, comarcas: Sequence[Comarca], enviados: Mapping[str, int]
) -> Feito:
    """Cada município por si: o que não entrou volta, com o código."""
    do_arquivo = [comarca for comarca in comarcas if comarca.municipio in enviados]
    if not do_arquivo:
        texto = "A CRA respondeu sem dizer de que município fala. Confira com ela o que entrou."
        return Feito(codigo="SEM_MUNICIPIO", mensagem=texto, conferir=True)
    de_antes = {c.municipio for c in do_arquivo if c.codigo in JA_ENVIADO and chamada.tentativas > 1}
    recusadas = [c for c in do_arquivo if not c.aceita and c.municipio not in de_antes]
    # Na recusa do arquivo inteiro, só um município pode trazer o código dela.
    geral = next((c for c in recusadas if c.codigo not in {"", CERTO}), None)
    frases = []
    for codigo, grupo in _por_codigo(recusadas, geral):
        descricao = grupo[0].descricao or (geral.descricao if geral else "")
        dita = _dita(arquivo, codigo, descricao if codigo else "nenhum registro aceito")
        frases.append(_recusar_municipios(arquivo, chamada, codigo, dita, [c.municipio for c in grupo]))
    frases += _diferencas(do_arquivo, enviados, de_antes, {c.municipio for c in recusadas})
    aceitos = len(do_arquivo) - len(recusadas)
    if aceitos:
        _entregue(arquivo, chamada, CERTO)
    inicio = f"A CRA recebeu {aceitos} de {len(enviados)} municípios."
    codigo = geral.codigo if geral else CERTO
    return Feito(codigo=codigo, mensagem=" ".join([inicio, *frases]), conferir=bool(frases))


def _por_codigo(recusadas: Iterable[Comarca], geral: Comarca | None) -> list[tuple[str, list[Comarca]]]:
    grupos: dict[str, list[Comarca]] = {}
    for comarca in recusadas:
        codigo = comarca.codigo if comarca.codigo not in {"", CERTO} else (geral.codigo if geral else "")
        grupos.setdefault(codigo, []).append(comarca)
    return list(grupos.items())


def _recusar_municipios(
    arquivo: RemessaArquivo, chamada: Chamada, codigo: str, dita: str, pracas: Sequence[str]
) -> str:
    voltaram = desfazer(arquivo, codigo=codigo, pracas=pracas)
    onde = ", ".join(_nome(praca) for praca in pracas[:10]) + (" e outros" if len(pracas) > 10 else "")  # noqa: PLR2004
    _registrar(arquivo, chamada, Etiqueta.TITULOS_RECUSADOS, voltaram, dita, onde=onde)
    return f"Recusou {onde}: {dita} Voltaram {voltaram}, e vão no plano seguinte."


def _diferencas(
    comarcas: Sequence[Comarca], enviados: Mapping[str, int], de_antes: set[str], recusados: set[str]
) -> list[str]:
    """O que a resposta não diz, ou diz diferente do que se mandou."""
    frases = []
    if mudos := sorted(enviados.keys() - {comarca.municipio for comarca in comarcas}):
        frases.append(f"Nada disse de {', '.join(map(_nome, mudos))}: confira com a CRA se entrou.")
    for comarca in comarcas:
        mandadas = enviados[comarca.municipio]
        if comarca.municipio not in de_antes | recusados and comarca.registros != mandadas:
            frases.append(
                f"De {_nome(comarca.municipio)} diz ter aceitado {comarca.registros} registros, e foram {mandadas}: "
                "confira com a CRA."
            )
    return frases


def _dos_titulos(arquivo: RemessaArquivo, chamada: Chamada, relatorio: Relatorio) -> Feito:
    """Cada pedido por si: o recusado volta, e o plano seguinte o refaz se ainda couber."""
    respostas = _casadas(arquivo, relatorio.titulos)
    achados = respostas.filter(pl.col("id").is_not_null())
    codigos = pl.col("codigo_mensagem")
    feitos = achados.filter(codigos.is_in([CERTO, *JA_PEDIDO]))
    recusados = achados.filter(~codigos.is_in([CERTO, *JA_PEDIDO]).fill_null(value=False))
    # O título respondido duas vezes vale pela resposta boa.
    recusados = recusados.join(feitos, on="id", how="anti")
    frases = []
    for (codigo,), grupo in recusados.group_by("codigo_mensagem", maintain_order=True):
        dita = _dita(arquivo, str(codigo or ""), str(grupo["descricao_mensagem"][0] or ""))
        frases.append(_recusar_titulos(arquivo, chamada, str(codigo or ""), dita, grupo["id"].unique().to_list()))
    pedidos = arquivo.titulos
    respondidos = achados["id"].n_unique()
    if pedidos > respondidos:
        frases.append(f"Nada disse de {pedidos - respondidos} pedidos: confira com a CRA.")
    if sobra := respostas.height - achados.height:
        frases.append(f"Respondeu por {sobra} títulos que não estão no arquivo.")
    if aceitos := feitos["id"].n_unique():
        _entregue(arquivo, chamada, CERTO)
    codigo = str(recusados["codigo_mensagem"][0] or "") if recusados.height else CERTO
    inicio = f"A CRA recebeu {aceitos} de {pedidos} pedidos."
    return Feito(codigo=codigo, mensagem=" ".join([inicio, *frases]), conferir=bool(frases))


def _casadas(arquivo: RemessaArquivo, titulos: pl.DataFrame) -> pl.DataFrame:
    """As respostas com o acionamento de cada uma, pelo número do título e pelo protocolo, sem zeros à esquerda."""
    parametros = {"remessa": arquivo.remessa_id, "tipo": arquivo.tipo}
    pedidos = quadro_ler(consulta("pedidos_com_protocolo"), parametros, _ESQUEMA)
    chaves = titulos.with_columns(
        titulo=pl.col("numero_titulo").str.strip_chars().str.to_uppercase(),
        protocolo=pl.col("numero_protocolo").str.strip_chars().str.to_uppercase().str.strip_chars_start("0"),
    )
    return chaves.join(pedidos, on=["titulo", "protocolo"], how="left", maintain_order="left")


def _recusar_titulos(
    arquivo: RemessaArquivo, chamada: Chamada, codigo: str, dita: str, acionamentos: Sequence[int]
) -> str:
    voltaram = desfazer(arquivo, codigo=codigo, acionamentos=acionamentos)
    _registrar(arquivo, chamada, Etiqueta.TITULOS_RECUSADOS, voltaram, dita, onde="pedidos")
    return f"Recusou {len(acionamentos)}: {dita} Voltaram {voltaram} ao ponto de antes."


def _recusar_inteiro(arquivo: RemessaArquivo, chamada: Chamada, codigo: str, dita: str) -> int:
    voltaram = desfazer(arquivo, codigo=codigo)
    _registrar(arquivo, chamada, Etiqueta.ARQUIVO_RECUSADO, voltaram, dita)
    return voltaram


def _registrar(
    arquivo: RemessaArquivo, chamada: Chamada, etiqueta: Etiqueta, voltaram: int, dita: str, **mais: str
) -> None:
    evento_registrar(
        etiqueta,
        ator=chamada.criada_por,
        credor=arquivo.credor,
        em=timezone.now(),
        remessa=arquivo.remessa_id,
        estrategia=chamada.estrategia,
        arquivo=arquivo.nome,
        acionamentos=voltaram,
        motivo=dita[:TEXTO_MAXIMO],
        **mais,
    )


def _entregue(arquivo: RemessaArquivo, chamada: Chamada, codigo: str) -> None:
    evento_registrar(
        Etiqueta.ARQUIVO_ENTREGUE,
        ator=chamada.criada_por,
        credor=arquivo.credor,
        em=timezone.now(),
        remessa=arquivo.remessa_id,
        estrategia=chamada.estrategia,
        arquivo=arquivo.nome,
        codigo=codigo,
        sha256=chamada.enviado_sha256,
    )


def _dita(arquivo: RemessaArquivo, codigo: str, descricao: str) -> str:
    """`2105, o que a CRA disse.`; sem texto dela, o da tabela."""
    texto = descricao or mensagem(SERVICO_DO_TIPO[arquivo.tipo], codigo) or "sem dizer por quê"
    return f"{codigo or 'sem código'}, {texto.rstrip('.')[:TEXTO_MAXIMO]}."


def _nome(praca: str) -> str:
    municipio = municipios().get(praca)
    return f"{municipio.nome} ({praca})" if municipio else praca
