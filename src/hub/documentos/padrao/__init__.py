"""Os modelos com que todo credor nasce: a certidão com os elementos da lei, e o aviso ao devedor."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from django.utils import timezone

from hub.credores.models import Credor
from hub.documentos.modelos import Redacao, modelo_salvar
from hub.documentos.models import Especie

#: Espécie, código, nome e texto, em blocos separados por título.
PADROES = (
    (Especie.CDA, "CDA-PADRAO", "Certidão de Dívida Ativa", "cda.md"),
    (Especie.CARTA, "CARTA-PADRAO", "Aviso de dívida ativa", "carta.md"),
)
#: Quem assina enquanto o credor não diz: só o cargo que a lei pede.
AUTORIDADE = {"nome": "", "cargo": "Autoridade competente"}
#: O padrão vale para qualquer data: desde a Lei 6.830, de 22/09/1980.
DESDE = date(1980, 9, 22)


def modelos_garantir(credor: Credor, ator: str) -> None:
    """Dá ao credor os modelos padrão que ele ainda não tem."""
    tem = set(credor.modelos_de_documento.values_list("codigo", flat=True))
    for especie, codigo, nome, arquivo in PADROES:
        if codigo not in tem:
            redacao = Redacao(
                textos=textos_do_padrao(arquivo),
                signatarios=[AUTORIDADE] if especie == Especie.CDA else [],
                vigente_desde=DESDE,
            )
            modelo_salvar(
                credor=credor,
                especie=especie,
                codigo=codigo,
                nome=nome,
                redacao=redacao,
                ator=ator,
                agora=timezone.now(),
            )


def textos_do_padrao(arquivo: str) -> list[str]:
    """Um bloco por título do arquivo."""
    texto = files("hub.documentos.padrao").joinpath(arquivo).read_text(encoding="utf-8")
    partes = texto.replace("\n## ", "\0## ").split("\0")
    return [parte.strip() for parte in partes]
