"""O texto do convênio: escrito dos dados do pedido, sempre igual para os mesmos dados."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from hub.adesao.models import Adesao
from hub.comum.dinheiro import reais_escrever
from hub.comum.documentos import documento_formatar
from hub.credores.models import TipoDeCredor

#: Muda quando muda o texto fixo abaixo.
VERSAO_DO_TERMO: Final = "1"
#: Nome das estratégias.
ESTRATEGIAS: Final = {
    "protesto": "protesto",
    "scpc": "serviços de proteção ao crédito",
    "divida_aberta": "Dívida Aberta",
    "carta": "carta",
}

_ABERTURA: Final = """Convênio para uso do HUB Cobrança

Fundamento: art. 2º, III, IV e § 9º, da Lei nº 10.522/2002, com a redação da Lei nº 14.973/2024.

Partes: a União, representada pela Procuradoria-Geral da Fazenda Nacional, e {nome} ({tipo}), CNPJ {cnpj}, \
representado por {representante}, {cargo}.

1. O ente envia ao hub as dívidas ativas que queira cobrar pelas estratégias oferecidas. Um só convênio abrange todas.
2. O uso do hub não transfere a gestão do crédito à Procuradoria-Geral da Fazenda Nacional. Quem responde pelas \
informações que transitam pelo hub é o ente.
3. O envio a serviço de proteção ao crédito exige acordo prévio entre o ente e o serviço, registrado no hub.
4. Cláusulas que o hub executa:"""
_FECHO: Final = """5. Sem certificação válida, o hub só aceita o que reduz a cobrança. Com o convênio suspenso ou \
encerrado, também só pede baixas.
"""


def termo_escrever(adesao: Adesao) -> str:
    """O texto inteiro, terminado por uma quebra de linha."""
    abertura = _ABERTURA.format(
        nome=adesao.nome,
        tipo=str(TipoDeCredor(adesao.tipo).label).lower(),
        cnpj=documento_formatar(adesao.cnpj),
        representante=adesao.representante_nome,
        cargo=adesao.representante_cargo,
    )
    return "\n".join([abertura, *(f"   - {clausula}" for clausula in clausulas_por_extenso(adesao.clausulas)), _FECHO])


def clausulas_por_extenso(clausulas: dict[str, Any]) -> Iterator[str]:
    """Cada cláusula numa frase, na ordem; as que nada limitam não aparecem."""
    tributos = clausulas.get("tributos")
    yield f"tributos aceitos: {', '.join(tributos)};" if tributos else "tributos aceitos: os da esfera do ente;"
    if minimo := clausulas.get("valor_minimo"):
        yield f"valor mínimo por dívida: {_reais(minimo)};"
    if maximo := clausulas.get("valor_maximo"):
        yield f"valor por dívida acima do qual o ente confirma: {_reais(maximo)};"
    if anos := clausulas.get("idade_maxima_anos"):
        yield f"idade máxima da dívida: {anos} anos do vencimento;"
    for estrategia, limite in clausulas.get("limites_por_estrategia", {}).items():
        yield f"em {ESTRATEGIAS[estrategia]}: {'; '.join(_limite(limite))};"
    if avisos := clausulas.get("avisos_em_consulta"):
        yield f"vão também à consulta as dívidas que descumprem {', '.join(avisos)};"
    yield f"prazo para corrigir ou justificar o que fica em consulta: {clausulas['prazo_consulta_dias']} dias;"
    if clausulas.get("duas_pessoas"):
        yield "toda remessa que inclui dívidas num canal é liberada por duas pessoas; a que só baixa, por uma;"
    if meses := clausulas.get("certificacao_meses"):
        yield (
            "o ente certifica que as dívidas são válidas e devidas e tiveram o devido processo; a certificação vale "
            f"{meses} {'mês' if meses == 1 else 'meses'}, e a assinatura do convênio é a primeira."
        )


def _limite(limite: dict[str, Any]) -> Iterator[str]:
    if minimo := limite.get("valor_minimo"):
        yield f"saldo mínimo de {_reais(minimo)}"
    if maximo := limite.get("valor_maximo"):
        yield f"saldo máximo de {_reais(maximo)}"
    if anos := limite.get("idade_maxima_anos"):
        yield f"vencimento há no máximo {anos} anos"


def _reais(texto: str) -> str:
    return reais_escrever(Decimal(texto))


def resumo_do_termo(termo: str) -> str:
    """O SHA-256 do texto, em hexadecimal."""
    return sha256(termo.encode()).hexdigest()
