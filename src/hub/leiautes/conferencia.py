"""Conferências do arquivo inteiro: estrutura, constantes, sequência e totais.

Valem para o posicional e para o XML: recebem os quadros tipados, com `linha` (ordem no arquivo) e `lote`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from hub.leiautes.achados import Achado, achar
from hub.leiautes.motor.leitura import DESCONHECIDO
from hub.leiautes.serasa.conferencia import CONFERIDOS_NO_RETORNO, conferir_pefin
from hub.leiautes.tabelas import Campo, Leiaute, Registro
from hub.leiautes.totais import SOMADOS, totais_de_lotes, totais_de_pedidos

Quadros = Mapping[str, pl.DataFrame]
#: Quem fecha cada registro que abre, e a quem cada registro pertence, pelo primeiro caractere.
_FECHA: Final = {600: {"0": "9"}, 127: {"0": "9", "1": "8"}}
_DONO: Final = {600: {"1": "0", "9": "0"}, 127: {"1": "0", "2": "1", "8": "1", "9": "0"}}
#: Letras da posição 90 que as CRAs usam em cada pedido (na AC variam: PhpFlatFile A, CRA21 C ou S).
_LETRAS: Final = {
    "protesto/desistencia": ("S",),
    "protesto/cancelamento": ("C", "S"),
    "protesto/autorizacao_cancelamento": ("A", "C", "S"),
    "protesto/autorizacao_desistencia": ("S",),
}
#: O co-devedor a partir do décimo repete o 9.
_ULTIMO_DEVEDOR: Final = 9


def conferir(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Todos os achados de arquivo."""
    lidos = {nome: quadro for nome, quadro in quadros.items() if nome != DESCONHECIDO}
    comuns = [*_constantes(tabela, lidos), *_estrutura(tabela, lidos), *_sequencia(tabela, lidos)]
    if tabela.familia == "serasa":
        return [*comuns, *conferir_pefin(tabela, lidos)]
    totais = totais_de_pedidos if tabela.de_pedidos else totais_de_lotes
    return [
        *comuns,
        *_solicitacoes(tabela, lidos),
        *_iguais_ao_header(tabela, lidos),
        *_devedores(tabela, lidos),
        *totais(tabela, lidos),
    ]


def campos_conferidos(registro: Registro) -> set[str]:
    """Dos campos de uma transação de 600 posições, os que `conferir` olha (na Serasa, os do arquivo de retorno)."""
    sempre = {registro.campos[-1].nome, *SOMADOS, *CONFERIDOS_NO_RETORNO}
    return {campo.nome for campo in registro.campos if campo.nome in sempre or _fixo(campo) or _repetido(campo)}


def _fixo(campo: Campo) -> str | None:
    """O valor fixo que se cobra do campo."""
    return campo.constante if campo.natureza != "quantidade" and campo.obrigatorio == "S" else None


def _repetido(campo: Campo) -> bool:
    return campo.conteudo.startswith("igual ao header")


def _estrutura(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Cada registro dentro do seu cabeçalho, cada cabeçalho com o seu fecho."""
    fecha, dono = _FECHA.get(tabela.tamanho, _FECHA[600]), _DONO.get(tabela.tamanho, _DONO[600])
    abertas: dict[str, int] = {}
    achados, orfao = [], False
    for linha, tipo in _na_ordem(tabela, quadros, {*fecha, *fecha.values()}):
        sem_dono = tipo in dono and dono[tipo] not in abertas
        if sem_dono and not orfao:
            achados.append(achar("FALTA_HEADER", linha=linha, esperado=dono[tipo], familia=tabela.familia))
        orfao = sem_dono
        if tipo in fecha:
            achados += [_sem_fecho(fecha, aberta, abertas.pop(aberta)) for aberta in list(abertas) if aberta >= tipo]
            abertas[tipo] = linha
        elif tipo in fecha.values():
            fechada = dono[tipo]
            internas = [aberta for aberta in abertas if aberta > fechada]
            achados += [_sem_fecho(fecha, aberta, abertas.pop(aberta)) for aberta in internas]
            abertas.pop(fechada, None)
    return achados + [_sem_fecho(fecha, aberta, linha) for aberta, linha in abertas.items()]


def _sem_fecho(fecha: Mapping[str, str], aberta: str, linha: int) -> Achado:
    return achar("FALTA_TRAILLER", linha=linha, esperado=fecha[aberta])


def _na_ordem(tabela: Leiaute, quadros: Quadros, marcos: set[str]) -> list[tuple[int, str]]:
    """Linha e tipo de cada registro; dos que não abrem nem fecham nada, só o primeiro de cada sequência."""
    partes = [
        quadro.select("linha", pl.lit(tabela.registros[nome].identificacao).alias("tipo"))
        for nome, quadro in quadros.items()
    ]
    tipo = pl.col("tipo")
    muda = (tipo != tipo.shift()).fill_null(value=True) | tipo.is_in(marcos)
    return pl.concat(partes).sort("linha").filter(muda).rows()


def _constantes(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Campos de valor fixo com outro valor."""
    achados = []
    for nome, quadro in quadros.items():
        for campo in tabela.registros[nome].campos:
            fixo = _fixo(campo)
            if fixo is None:
                continue
            ruins = quadro.filter(pl.col(campo.nome).fill_null("") != fixo).select("linha", campo.nome)
            achados += [
                achar("CONSTANTE_DIVERGENTE", linha=linha, campo=campo.nome, valor=valor or "", esperado=fixo)
                for linha, valor in ruins.iter_rows()
            ]
    return achados


def _solicitacoes(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    letras = _LETRAS.get(tabela.nome)
    pedidos = quadros.get("2_pedido")
    if letras is None or pedidos is None or tabela.registros["2_pedido"].por_nome["solicitacao"].constante:
        return []
    ruins = pedidos.filter(~pl.col("solicitacao").fill_null("").is_in(letras)).select("linha", "solicitacao")
    return [
        achar(
            "SOLICITACAO_DIVERGENTE",
            linha=linha,
            campo="solicitacao",
            valor=valor or "",
            esperado=" ou ".join(letras),
            leiaute=tabela.nome,
        )
        for linha, valor in ruins.iter_rows()
    ]


def _sequencia(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """A sequência começa em 1 e cresce de 1 em 1: no lote (protesto de 600 posições) ou no arquivo inteiro."""
    colunas = ["linha", "lote", pl.col(tabela.sequencia).alias("valor")]
    linhas = pl.concat(quadro.select(colunas) for quadro in quadros.values()).sort("linha")
    grupo = pl.lit(1) if tabela.sequencia_do_arquivo else pl.col("lote")
    linhas = linhas.with_columns(grupo.alias("grupo"))
    anterior = pl.col("valor").shift().over("grupo")
    primeira = pl.int_range(pl.len()).over("grupo") == 0
    esperado = pl.when(primeira).then(1).otherwise(anterior + 1)
    ruins = linhas.with_columns(esperado.alias("esperado")).filter(
        (pl.col("valor") != pl.col("esperado")) & (pl.col("grupo") > 0)
    )
    return [
        achar("SEQUENCIA_QUEBRADA", linha=linha, campo=tabela.sequencia, valor=valor, esperado=esperado_)
        for linha, valor, esperado_ in ruins.select("linha", "valor", "esperado").iter_rows()
    ]


def _iguais_ao_header(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Campos que o leiaute manda repetir do cabeçalho."""
    achados = []
    for nome, quadro in quadros.items():
        for campo in tabela.registros[nome].campos:
            if not _repetido(campo):
                continue
            do_cartorio = "cartório" in campo.conteudo
            cabeca = quadros["1_header_cartorio"] if do_cartorio else next(iter(quadros.values()))
            chave = "lote" if do_cartorio or not tabela.de_pedidos else "arquivo"
            esquerda = quadro.with_columns(arquivo=pl.lit(1))
            direita = cabeca.with_columns(arquivo=pl.lit(1)).unique(chave, keep="first").select(chave, campo.nome)
            juntos = esquerda.join(direita, on=chave, suffix="_header").select("linha", f"^{campo.nome}(_header)?$")
            ruins = juntos.filter(pl.col(campo.nome).ne_missing(pl.col(f"{campo.nome}_header")))
            achados += [
                achar("DIVERGE_DO_HEADER", linha=linha, campo=campo.nome, valor=valor or "", esperado=esperado or "")
                for linha, valor, esperado in ruins.iter_rows()
            ]
    return achados


def _devedores(tabela: Leiaute, quadros: Quadros) -> list[Achado]:
    """Na remessa e na confirmação o título começa no devedor 1 e os co-devedores seguem sem salto."""
    if tabela.nome not in {"protesto/remessa", "protesto/confirmacao", "protesto/remessa_v050"}:
        return []
    atual = pl.col("numero_controle_devedor")
    anterior = atual.shift().over("lote").fill_null(0)
    segue = (atual == anterior + 1) | ((atual == anterior) & (atual == _ULTIMO_DEVEDOR))
    ruins = quadros["transacao"].filter(atual.is_not_null() & (atual != 1) & ~segue)
    return [
        achar("DEVEDOR_FORA_DE_SEQUENCIA", linha=linha, campo="numero_controle_devedor", valor=valor)
        for linha, valor in ruins.select("linha", "numero_controle_devedor").iter_rows()
    ]
