"""O segundo fator de quem entra com senha: um aplicativo de códigos, e códigos de recuperação para quando ele falta."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

import django_otp
import segno
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from hub.acesso.erros import CodigoErrado, CodigosDemais
from hub.acesso.models import CodigoDeRecuperacao, SegundoFator, Usuario
from hub.acesso.sigilo import resumir
from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar

ASSUNTO: Final = "hub.acesso.recuperacao"
#: Códigos de recuperação que se entregam, e bytes sorteados de cada um.
QUANTOS: Final = 10
BYTES: Final = 10
EMISSOR: Final = "HUB Cobrança"


def segundo_fator_de(pessoa: Usuario) -> SegundoFator | None:
    """O aplicativo em uso; nulo se a pessoa não o ligou."""
    fator: SegundoFator | None = SegundoFator.objects.filter(user=pessoa, confirmed=True).first()
    return fator


def segundo_fator_por_ligar(pessoa: Usuario) -> SegundoFator | None:
    """O que se começou a ligar e ainda não mostrou um código certo."""
    fator: SegundoFator | None = SegundoFator.objects.filter(user=pessoa, confirmed=False).first()
    return fator


@transaction.atomic
def segundo_fator_comecar(*, pessoa: Usuario) -> None:
    """Sorteia uma chave nova para ligar; a que se começou antes deixa de servir. Não mexe no que está em uso."""
    SegundoFator.objects.filter(user=pessoa, confirmed=False).delete()
    SegundoFator.objects.create(user=pessoa, name="aplicativo", confirmed=False)


@transaction.atomic
def _ligar(fator: SegundoFator, agora: datetime) -> list[str]:
    pessoa = fator.user
    SegundoFator.objects.filter(user=pessoa, confirmed=True).delete()
    SegundoFator.objects.filter(pk=fator.pk).update(confirmed=True)
    evento_registrar(Etiqueta.SEGUNDO_FATOR_LIGADO, ator=pessoa.get_username(), em=agora)
    return _sortear(pessoa)


def segundo_fator_ligar(*, pessoa: Usuario, codigo: str, agora: datetime) -> list[str]:
    """Liga o aplicativo que mostrou um código certo; devolve os códigos de recuperação, que só se veem agora.

    Levanta `CodigoErrado` e `CodigosDemais`.
    """
    fator = segundo_fator_por_ligar(pessoa)
    if fator is None:
        raise CodigoErrado
    _conferir_aplicativo(fator, codigo)
    return _ligar(fator, agora)


def codigo_conferir(*, pessoa: Usuario, codigo: str, agora: datetime) -> SegundoFator:
    """O aplicativo cujo código confere, ou que um código de recuperação substitui desta vez.

    O erro conta e fica gravado, e cada um dobra a espera. Levanta `CodigoErrado` e `CodigosDemais`.
    """
    fator = segundo_fator_de(pessoa)
    if fator is None:
        raise CodigoErrado
    limpo = "".join(codigo.split()).replace("-", "").lower()
    if limpo.isdecimal():
        _conferir_aplicativo(fator, limpo)
    else:
        _conferir_recuperacao(fator, limpo, agora)
    return fator


def codigos_refazer(*, pessoa: Usuario, codigo: str, agora: datetime) -> list[str]:
    """Códigos de recuperação novos no lugar dos que sobravam. Levanta `CodigoErrado` e `CodigosDemais`."""
    codigo_conferir(pessoa=pessoa, codigo=codigo, agora=agora)
    with transaction.atomic():
        evento_registrar(Etiqueta.CODIGOS_REFEITOS, ator=pessoa.get_username(), em=agora)
        return _sortear(pessoa)


@transaction.atomic
def segundo_fator_retirar(*, pessoa: Usuario, ator: str, agora: datetime) -> bool:
    """Desliga o aplicativo e os códigos; falso se não havia o que desligar."""
    CodigoDeRecuperacao.objects.filter(usuario=pessoa).delete()
    if not SegundoFator.objects.filter(user=pessoa).delete()[0]:
        return False
    evento_registrar(Etiqueta.SEGUNDO_FATOR_RETIRADO, ator=ator, em=agora, usuario=pessoa.get_username())
    return True


def sessao_conferida(pedido: HttpRequest, fator: SegundoFator) -> None:
    """Marca na sessão que o segundo fator se conferiu."""
    django_otp.login(pedido, fator)


def chave_por_extenso(fator: SegundoFator) -> str:
    """A chave em grupos de quatro letras, para quem a digita."""
    texto = base64.b32encode(fator.bin_key).decode()
    return " ".join(texto[i : i + 4] for i in range(0, len(texto), 4))


def desenho(fator: SegundoFator) -> str:
    """O QR da chave, em SVG sem estilo embutido."""
    dono = f"{EMISSOR}:{fator.user.get_username()}"
    dados = urlencode({"secret": base64.b32encode(fator.bin_key).decode(), "issuer": EMISSOR}, quote_via=quote)
    qr = segno.make(f"otpauth://totp/{quote(dono)}?{dados}", error="m", micro=False)
    return qr.svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, title="Código QR para o aplicativo de códigos"
    )


def _conferir_aplicativo(fator: SegundoFator, codigo: str) -> None:
    """Confere e grava o resultado, certo ou errado, fora de transação que se desfaça."""
    with transaction.atomic():
        preso = SegundoFator.objects.select_for_update().get(pk=fator.pk)
        _conferir_espera(preso)
        certo = preso.verify_token(codigo)
    if not certo:
        raise CodigoErrado


def _conferir_recuperacao(fator: SegundoFator, codigo: str, agora: datetime) -> None:
    pessoa = fator.user
    with transaction.atomic():
        preso = SegundoFator.objects.select_for_update().get(pk=fator.pk)
        _conferir_espera(preso)
        usados = CodigoDeRecuperacao.objects.filter(usuario=pessoa, resumo=_resumo(pessoa, codigo)).delete()[0]
        if usados:
            preso.throttle_reset()
            sobram = CodigoDeRecuperacao.objects.filter(usuario=pessoa).count()
            evento_registrar(Etiqueta.CODIGO_USADO, ator=pessoa.get_username(), em=agora, sobram=sobram)
        else:
            preso.throttle_increment()
    if not usados:
        raise CodigoErrado


def _conferir_espera(fator: SegundoFator) -> None:
    """Levanta `CodigosDemais` enquanto dura a espera, que dobra a cada erro."""
    permitido, dados = fator.verify_is_allowed()
    if not permitido:
        falta = int((dados["locked_until"] - timezone.now()).total_seconds()) + 1
        espera = "1 segundo" if falta == 1 else f"{falta} segundos"
        raise CodigosDemais(espera=espera if falta <= 120 else f"{falta // 60 + 1} minutos")  # noqa: PLR2004 - 2 min


def _sortear(pessoa: Usuario) -> list[str]:
    """Códigos novos, como `k3f7-q2zm-…`; no banco fica o resumo."""
    CodigoDeRecuperacao.objects.filter(usuario=pessoa).delete()
    codigos = [base64.b32encode(secrets.token_bytes(BYTES)).decode().lower() for _ in range(QUANTOS)]
    CodigoDeRecuperacao.objects.bulk_create(
        CodigoDeRecuperacao(usuario=pessoa, resumo=_resumo(pessoa, codigo)) for codigo in codigos
    )
    return ["-".join(codigo[i : i + 4] for i in range(0, len(codigo), 4)) for codigo in codigos]


def _resumo(pessoa: Usuario, codigo: str) -> str:
    return resumir(f"{pessoa.pk}:{codigo}", assunto=ASSUNTO)
