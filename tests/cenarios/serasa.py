"""A Serasa nos cenários: acordo, opções, régua e as respostas que ela daria."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from cenarios.portas import Registro, por_arquivo
from hub.credores.models import Credor
from hub.credores.vigencia import acordo_registrar
from hub.dividas.comunicacoes import comunicacoes_registrar
from hub.dividas.models import CDA, Remessa, RemessaArquivo
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.leiautes.serasa.leitura import ler_pefin
from hub.leiautes.serasa.montagem import montar_pefin
from regua_de_teste import trocar_a_regua

#: A natureza é fictícia: a tabela da Serasa não é pública.
OPCOES = {"natureza": "OO", "ddd": "81", "telefone": "33550000", "contato": "Ana"}
#: Vencida há mais de quatro dias e menos de quatro anos e onze meses do dia dos cenários.
VENCIMENTO = "2024-03-10"


def preparar(credor: Credor, *, espera: int = 0, **opcoes: str) -> None:
    """Acordo, opções e régua com a Serasa desde já."""
    acordo = {"numero": "1/2020", "data": date(2020, 1, 1), "validade": date(2030, 12, 31)}
    acordo_registrar(credor=credor, biro="SERASA", ator="ana", **acordo)
    canal_configurar(credor=credor, estrategia="serasa", ditas=OPCOES | opcoes, ator="ana")
    trocar_a_regua(credor, [{"estrategia": "serasa", "espera_dias": espera, "condicao": {}}])


def enviar(credor: Credor, iptu: Registro, numero: str, **mudancas: str) -> CDA:
    """Uma CDA da idade que a Serasa aceita."""
    recente = {"numero_cda": numero, "data_vencimento": VENCIMENTO, "data_constituicao_definitiva": "2024-04-10"}
    recente |= {"data_fato_gerador": "2024-01-01", "exercicio": "2024", "data_inscricao": "2025-03-15"}
    recente |= {"correcao_termo_inicial": VENCIMENTO, "juros_termo_inicial": "2024-03-11"}
    recente |= {"data_consolidacao": "2025-03-15"}
    feita = por_arquivo(credor, iptu | recente | mudancas, em=date(2026, 3, 1))
    assert feita.resultado in {"aceita", "em_consulta", "alterada"}, feita
    return CDA.objects.get(credor=credor, numero_cda=numero)


def comunicar(credor: Credor, cda: CDA, **mudancas: str) -> None:
    """A carta ao devedor, com a prova do envio, um mês antes do dia dos cenários."""
    carta = {"numero_cda": cda.numero_cda, "finalidade": "scpc", "meio": "carta", "enviada_em": "2026-02-01"}
    quadro = pl.DataFrame([{"linha": 2, **carta, "prova_de_envio": "AA1", **mudancas}])
    feitas = comunicacoes_registrar(credor=credor, quadro=quadro, ator="ana", hoje=date(2026, 12, 31))
    assert feitas.recusadas == 0, feitas.achados


def liberar(credor: Credor, em: date, pasta: Path) -> tuple[Remessa, RemessaArquivo, pl.DataFrame]:
    """Planeja e libera; devolve a remessa, o arquivo e os detalhes dele, lidos de volta."""
    remessa = remessa_planejar(credor=credor, estrategia="serasa", em=em, ator="ana")
    (arquivo,) = remessa_liberar(remessa=remessa, saida=pasta, ator="ana")
    return remessa, arquivo, detalhes_do((pasta / arquivo.nome).read_bytes())


def detalhes_do(conteudo: bytes) -> pl.DataFrame:
    """Todos os campos dos detalhes de um arquivo sem defeito."""
    lido = ler_pefin(conteudo)
    assert hasattr(lido, "partes"), lido
    assert [achado.mensagem for achado in lido.conferir()] == []
    return pl.concat(lido.partes(lido.tabela.registros["1-detalhe"].por_nome))


Codigos = Callable[[dict[str, object]], str]


def responder(detalhes: pl.DataFrame, em: date, codigos: Codigos = lambda _: "") -> bytes:
    """O retorno da Serasa: os mesmos detalhes, com os códigos de erro de cada um; vazio = aceito."""
    linhas = [{**detalhe, "codigos_erro": codigos(detalhe) or None} for detalhe in detalhes.to_dicts()]
    fora = ("linha", "lote", "codigo_registro", "sequencia_registro")
    quadro = pl.DataFrame(linhas, schema_overrides={"codigos_erro": pl.String}).drop(fora, strict=False)
    cabecalho = {
        "cnpj_instituicao_informante": "099001001",
        "data_movimento": em,
        "ddd_contato": "0081",
        "telefone_contato": "33550000",
        "ramal_contato": "0000",
        "nome_contato": "SERASA",
        "numero_remessa": 1,
        "codigo_envio": "R",
    }
    return b"".join(montar_pefin(cabecalho=cabecalho, detalhes=quadro))
