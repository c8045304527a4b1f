"""A certidão de indisponibilidade para ler e juntar: o que o JSON diz, em PDF/A, com a assinatura por extenso.

O que prova é o JSON, que se confere sem o hub; o PDF o traz inteiro, para quem só tem a folha.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from hub.documentos.oficina import DESENHADOS, pdf_compor
from hub.operacao.certidao import ORIGENS, canonico

_PGFN = "Procuradoria-Geral da Fazenda Nacional"
_COMO_CONFERIR = (
    "Confere-se sem o hub e sem rede, com `python -m hub.operacao.certidao CERTIDAO.json`, sobre o arquivo JSON desta "
    "mesma certidão, que se pede com os mesmos componente e período. A assinatura (Ed25519) é a da chave dos selos da "
    "auditoria: confira se é a que o hub publica."
)


def certidao_em_pdf(certidao: dict[str, Any]) -> bytes:
    """O PDF/A da certidão; a mesma certidão dá os mesmos bytes."""
    corpo = certidao["corpo"]
    folha = {
        "titulo": f"Certidão de indisponibilidade: {corpo['titulo']}",
        "credor": {"nome": _PGFN, "linha": f"HUB Cobrança, {settings.ENDERECO_PUBLICO}"},
        "arvore": list(_arvore(certidao)),
        "documentos": [{"valores": {"intervalos": _quadro(corpo)}}],
    }
    return pdf_compor(folha, em=datetime.fromisoformat(corpo["emitida_em"]))


def _arvore(certidao: dict[str, Any]) -> Iterator[dict[str, Any]]:
    corpo = certidao["corpo"]
    yield {"t": "h", "n": 1, "c": [_texto("Certidão de indisponibilidade")]}
    yield _paragrafo(
        f"Componente: {corpo['titulo']} ({corpo['componente']}). Período: de {_hora(corpo['de'])} a "
        f"{_hora(corpo['ate'])}, horário de Brasília. Emitida em {_hora(corpo['emitida_em'])}."
    )
    if not corpo["intervalos"]:
        yield _paragrafo("Não há registro de indisponibilidade no período.")
    else:
        yield _paragrafo(
            f"Fora do ar por {_duracao(corpo['segundos_fora'])}, contados uma vez os intervalos que se sobrepõem; dos "
            f"quais {_duracao(corpo['segundos_sem_medida'])} não se mediram, e contam como fora do ar por causa "
            "desconhecida."
        )
        yield {"t": "q", "m": "intervalos"}
    if corpo["medido_desde"]:
        yield _paragrafo(
            f"Mede-se a cada {corpo['intervalo_das_medidas']} segundos, desde {_hora(corpo['medido_desde'])}: início e "
            "fim de cada intervalo têm essa precisão."
        )
    yield {"t": "h", "n": 2, "c": [_texto("Como conferir")]}
    yield _paragrafo(_COMO_CONFERIR)
    yield _paragrafo(f"Chave pública: {certidao['chave_publica']}")
    yield _paragrafo(f"Assinatura: {_partido(certidao['assinatura'])}")
    yield _paragrafo(f"Conteúdo assinado: {_partido(canonico(corpo).decode())}")


def _quadro(corpo: dict[str, Any]) -> dict[str, Any]:
    linhas = [
        [_hora(um["inicio"]), _hora(um["fim"]), ORIGENS[um["origem"]], _desenhavel(um["causa"])]
        for um in corpo["intervalos"]
    ]
    return {
        "colunas": ["Início", "Fim", "Como se sabe", "Causa"],
        "linhas": linhas,
        "largas": [3],
        "a_direita": [],
        "total": False,
    }


def _texto(texto: str) -> dict[str, str]:
    return {"t": "s", "x": _desenhavel(texto)}


def _paragrafo(texto: str) -> dict[str, Any]:
    return {"t": "p", "c": [_texto(texto)]}


def _desenhavel(texto: str) -> str:
    """Em PDF/A, o que a letra não desenha é erro: sai como interrogação, e o JSON traz como está."""
    return "".join(letra if letra in DESENHADOS else "?" for letra in texto)


def _partido(texto: str) -> str:
    """Em pedaços de 64, para que a linha quebre."""
    return " ".join(texto[inicio : inicio + 64] for inicio in range(0, len(texto), 64))


def _hora(instante: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(instante)):%d/%m/%Y %H:%M:%S}"


def _duracao(segundos: int) -> str:
    horas, resto = divmod(segundos, 3600)
    return f"{horas} h {resto // 60} min {resto % 60} s"
