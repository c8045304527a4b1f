"""Etiquetas e filtros dos modelos de página."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import timezone

from hub.acesso.sessao import ocioso_ate, vence_em
from hub.comum.dinheiro import arredondar, reais_escrever
from hub.comum.documentos import documento_formatar, documento_mascarar
from hub.comum.situacoes import DA_CAUSA, Posicao
from hub.credores.consultas import versoes_em
from hub.dividas.campos import NOMES_DOS_CODIGOS
from hub.dividas.justificativas import consulta_ate
from hub.dividas.models import CDA
from hub.dividas.situacao import SituacaoDaCDA
from hub.estrategias.conector import Conector
from hub.estrategias.registro import CANAIS, titulo_do_canal
from hub.operacao.consultas import avisos_para
from hub.operacao.models import EspecieDeChave
from hub.operacao.paradas import por_extenso
from hub.operacao.vigentes import Chave
from hub.portal.menu import menu_do

register = template.Library()
register.filter(titulo_do_canal)


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Os itens do menu de quem pede a página."""
    return menu_do(context.get("request"))


@dataclass(frozen=True, kw_only=True)
class AcaoDaCDA:
    """O que outro cômodo oferece na página de uma CDA: um endereço que recebe o número dela."""

    rota: str
    rotulo: str
    icone: str


#: O ponto em que um cômodo se põe na página da CDA sem que a ala que a desenha o conheça.
ACOES_DA_CDA = (AcaoDaCDA(rota="cda_documentos", rotulo="Documentos", icone="fa-file-signature"),)


@register.simple_tag
def acoes_da_cda() -> tuple[AcaoDaCDA, ...]:
    return ACOES_DA_CDA


@register.simple_tag(takes_context=True)
def prazos_da_sessao(context: dict[str, Any]) -> dict[str, Any] | None:
    """Segundos até a sessão do gov.br acabar, sem uso e com ele, e a hora; nulo nas que não têm limite."""
    pedido: Any = context.get("request")
    # O pedido barrado cedo não chega a ter pessoa nem sessão, e a página de erro dele passa por aqui.
    fim = vence_em(pedido) if getattr(getattr(pedido, "user", None), "is_authenticated", False) else None
    if fim is None:
        return None
    agora = timezone.now()
    ocioso = min(ocioso_ate(pedido), fim)
    return {"ocioso": int((ocioso - agora).total_seconds()), "fim": int((fim - agora).total_seconds()), "hora": fim}


@register.simple_tag(takes_context=True)
def avisos_da_operacao(context: dict[str, Any]) -> list[dict[str, Any]]:
    """As paradas e os avisos de agora, de todos e do credor por quem se age; fechar um só o tira desta página."""
    pedido: Any = context.get("request")
    # O pedido barrado cedo não chega ao banco.
    if not hasattr(pedido, "user"):
        return []
    acesso = getattr(pedido, "acesso", None)
    return [
        {
            "cor": "info" if chave.especie == EspecieDeChave.AVISO else "warning",
            "titulo": "" if chave.especie == EspecieDeChave.AVISO else titulo_da_parada(chave),
            "texto": chave.motivo
            + (f" Espera-se que volte {por_extenso(chave.fim_previsto)}." if chave.fim_previsto else ""),
        }
        for chave in avisos_para(acesso.credor.pk if acesso else None)
    ]


def titulo_da_parada(chave: Chave) -> str:
    """O que parou, em duas ou três palavras."""
    if chave.especie == EspecieDeChave.PARAR_CANAL:
        baixas = ", inclusive as baixas" if chave.inclusive_baixas else ": nada se inclui, as baixas seguem"
        return f"Canal {chave.canal} parado{baixas}."
    if chave.especie == EspecieDeChave.PARAR_CREDOR:
        return "As inclusões deste credor estão paradas: só se recebe o que reduz, e só se baixa."
    return "O hub está em somente leitura: consultas continuam, e nada se grava."


@register.simple_tag
def versao_do_hub() -> str:
    return version("hub-cobranca")


@register.filter
def reais(valor: Decimal | None) -> str:
    """`1234.5` → "R$ 1.234,50", sem quebra de linha no meio; vazio sem valor."""
    return "" if valor is None else reais_escrever(valor).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def inteiro(valor: int | None) -> str:
    """`1234` → "1.234"."""
    return f"{valor or 0:,}".replace(",", ".")


@register.filter
def porcento(valor: Decimal) -> str:
    """`12.345` → "12,3 %"."""
    return f"{arredondar(valor, 1)} %".replace(".", ",")


@register.filter
def documento(valor: str | None) -> str:
    """CPF e CNPJ pontuados."""
    return documento_formatar(valor) if valor else ""


@register.filter
def mascarado(valor: str | None) -> str:
    """CPF como ***.456.789-**; o CNPJ, que é público, inteiro."""
    return documento_mascarar(valor) if valor else ""


@register.filter
def nome_do_codigo(codigo: str) -> str:
    """`SOLIDARIO` → "Solidário"; o código sem nome sai como está."""
    return NOMES_DOS_CODIGOS.get(codigo, codigo)


@register.filter
def nome_do_papel(papel: str) -> str:
    """`REPRESENTANTE_LEGAL` → "representante legal"; o acento, dos que o têm."""
    nomes = {"SOCIO": "sócio", "NAO_ATUANTE": "sem atuação", "CERTIFICADO": "entrou com o certificado dela"}
    return nomes.get(papel, papel.replace("_", " ").lower())


@register.simple_tag
def texto_do_motivo(textos: dict[str, dict[str, str]], motivo: str) -> str:
    """O motivo de retenção como o canal o diz; sem texto, como está."""
    return textos.get(motivo, {}).get("texto") or motivo.replace("_", " ")


@register.inclusion_tag("portal/_etiqueta.html")
def etiqueta(situacao: SituacaoDaCDA) -> dict[str, str]:
    """A situação em cor, ícone e palavra."""
    return {"cor": situacao.cor, "icone": situacao.icone, "rotulo": situacao.rotulo}


@register.inclusion_tag("portal/_etiqueta.html")
def etiqueta_de(rotulo: str, cor: str = "", icone: str = "fa-circle") -> dict[str, str]:
    """O mesmo, com as partes soltas."""
    return {"cor": cor, "icone": icone, "rotulo": rotulo}


@register.simple_tag(takes_context=True)
def com_filtro(context: dict[str, Any], **trocas: object) -> str:
    """A consulta da página atual (`?a=1&b=2`) com as trocas pedidas; valor vazio tira o parâmetro."""
    consulta: QueryDict = context["request"].GET.copy()
    for nome, valor in trocas.items():
        if valor in {None, ""}:
            consulta.pop(nome, None)
        else:
            consulta[nome] = str(valor)
    return f"?{consulta.urlencode()}" if consulta else "?"


@register.simple_tag
def proximo_passo(cda: CDA, situacao: SituacaoDaCDA) -> str:
    """O que se espera da CDA: o que vale para todas na situação dela, o que mais a segura e o que dizem os canais."""
    outras = [posicao for causa, posicao in DA_CAUSA.items() if cda.causas & causa and posicao != cda.posicao]
    frases = [
        situacao.proximo_passo,
        _ate_quando(cda),
        *(f"Também está {posicao.replace('_', ' ')}." for posicao in outras),
    ]
    for canal in _canais_da(cda):
        (dito,) = canal.motivos(credor=cda.credor, em=timezone.localdate(), limite=1, cda=cda.pk)
        if dito["motivo"] not in list(Posicao):
            frases.append(f"{canal.titulo}: {dito['texto']} {dito['como_resolver']}")
    return " ".join(filter(None, frases)).strip()


def _canais_da(cda: CDA) -> list[Conector]:
    """Os que a régua da carteira dela usa hoje, e os a que ela já foi: dos outros não há o que esperar."""
    versoes = versoes_em(cda.credor, timezone.localdate())
    usados = {str(etapa["estrategia"]) for um in versoes if um.carteira_id == cda.carteira_id for etapa in um.regua}
    usados |= set(cda.acionamentos.values_list("estrategia", flat=True))
    return [canal for nome, canal in CANAIS.items() if nome in usados]


def _ate_quando(cda: CDA) -> str:
    """O fim do prazo da consulta; vazio quando não corre."""
    ate = consulta_ate(cda)
    if ate is None:
        return ""
    if ate < timezone.localdate():
        return f"O prazo para justificar acabou em {ate:%d/%m/%Y}: resta a correção."
    return f"O prazo vai até {ate:%d/%m/%Y}."
