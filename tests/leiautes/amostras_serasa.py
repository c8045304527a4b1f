"""Um arquivo PEFIN fictício, montado pelo próprio hub. Nenhum dado é de pessoa real."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from hub.leiautes.serasa.montagem import montar_pefin

EM: Final = date(2026, 3, 2)
PEFIN: Final = "serasa/pefin"
CABECALHO: Final = {
    "cnpj_instituicao_informante": "099001001",
    "data_movimento": EM,
    "ddd_contato": "0081",
    "telefone_contato": "33550000",
    "nome_contato": "DIVIDA ATIVA DO MUNICIPIO FICTICIO",
    "numero_remessa": 7,
    "codigo_envio": "E",
}
_DETALHE: Final = {
    "filial_digito_cnpj_contratante": "000118",
    "data_ocorrencia": date(2025, 4, 10),
    "data_termino_contrato": date(2025, 4, 10),
    "natureza_operacao": "XX",
    "nome_devedor": "FULANA FICTICIA",
    "endereco": "RUA DA AURORA, 1",
    "bairro": "BOA VISTA",
    "municipio": "RECIFE",
    "uf": "PE",
    "cep": "50050000",
    "valor": 81240,
}
FULANA, BELTRANO, EMPRESA = "000011144477735", "000052998224725", "011222333000181"


def detalhe(contrato: str, **trocas: Any) -> dict[str, Any]:
    """A inclusão de um devedor principal, com o que `trocas` mudar; `coobrigado` e `principal` dão os documentos."""
    principal, coobrigado = trocas.pop("principal", FULANA), trocas.pop("coobrigado", None)
    return {
        **_DETALHE,
        "codigo_operacao": "I",
        "numero_contrato": contrato,
        **_pessoa("principal", principal),
        **(_pessoa("coobrigado", coobrigado) if coobrigado else {}),
        **trocas,
    }


def exclusao(contrato: str, **trocas: Any) -> dict[str, Any]:
    """A exclusão de um devedor, só com o que o leiaute pede nela."""
    return {n: v for n, v in detalhe(contrato).items() if n not in _DETALHE} | {
        "codigo_operacao": "E",
        "motivo_baixa": "01",
        **trocas,
    }


def _pessoa(papel: str, documento: str) -> dict[str, str]:
    fisica = documento.startswith("0000")
    return {
        f"tipo_pessoa_{papel}": "F" if fisica else "J",
        f"tipo_documento_{papel}": "2" if fisica else "1",
        f"documento_{papel}": documento,
    }


def detalhes(*linhas: dict[str, Any]) -> pl.DataFrame:
    """As linhas num quadro."""
    return pl.DataFrame(linhas, infer_schema_length=None)


#: Um principal com coobrigado, uma empresa e uma exclusão.
LINHAS: Final = (
    detalhe("2026/000001"),
    detalhe("2026/000001", coobrigado=BELTRANO, nome_devedor="BELTRANO FICTICIO"),
    detalhe("2026/000002", principal=EMPRESA, nome_devedor="EMPRESA FICTICIA LTDA", valor=100),
    exclusao("2025/000009"),
)


def arquivo(*linhas: dict[str, Any], **cabecalho: Any) -> bytes:
    """Um arquivo PEFIN com as linhas dadas, ou as quatro da amostra."""
    return b"".join(montar_pefin(cabecalho={**CABECALHO, **cabecalho}, detalhes=detalhes(*(linhas or LINHAS))))


def trocar(conteudo: bytes, linha: int, posicao: int, texto: str) -> bytes:
    """O arquivo com um trecho trocado: linha e posição contadas de 1."""
    linhas = conteudo.decode("iso-8859-1").split("\r\n")
    velha = linhas[linha - 1]
    linhas[linha - 1] = velha[: posicao - 1] + texto + velha[posicao - 1 + len(texto) :]
    return "\r\n".join(linhas).encode("iso-8859-1")
