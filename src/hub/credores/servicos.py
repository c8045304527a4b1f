"""Atos sobre o credor: criar, assinar convênio, trocar a régua de uma carteira."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Unpack

from django.db import transaction
from django.utils import timezone

from hub.auditoria.etiquetas import Etiqueta
from hub.auditoria.servicos import evento_registrar
from hub.comum.documentos import documento_examinar
from hub.credores.certificacao import certificacao_gravar
from hub.credores.clausulas import ClausulasDoConvenio, clausulas_conferir
from hub.credores.conferencia import cadastro_conferir
from hub.credores.erros import CNPJInvalido, TipoForaDoConvenio
from hub.credores.models import DESDE_SEMPRE, Carteira, Convenio, Credor, TipoDeCredor, VersaoDaCarteira

#: Carteira para onde vai a CDA que não diz a sua.
CARTEIRA_GERAL = "GERAL"
#: Régua com que a carteira geral nasce.
REGUA_INICIAL: list[dict[str, Any]] = [{"estrategia": "protesto", "espera_dias": 0, "condicao": {}}]
#: O que os andares de cima dão a todo credor ao nascer: recebem o credor e o ator, na transação da criação.
AO_NASCER: list[Callable[[Credor, str], None]] = []


@transaction.atomic
def credor_criar(*, cnpj: str, nome: str, tipo: str, ator: str, **dados: str) -> Credor:
    """Cria o credor com a carteira geral; repetir com o mesmo CNPJ atualiza os dados que mudaram.

    Criação e mudança deixam evento. Levanta `CNPJInvalido`, `CadastroErrado` e `TipoForaDoConvenio` (Lei 10.522/2002,
    art. 2º §9º).
    """
    exame = documento_examinar(cnpj, "CNPJ")
    if not exame["valido"]:
        raise CNPJInvalido(cnpj=cnpj, motivo=exame["motivo"])
    if tipo not in TipoDeCredor.values:
        raise TipoForaDoConvenio(tipo=tipo, aceitos=", ".join(TipoDeCredor.values))
    normalizado = str(exame["normalizado"])
    credor = Credor.objects.select_for_update().filter(cnpj=normalizado).first()
    novo = credor is None
    credor = credor or Credor(cnpj=normalizado)
    campos = {"nome": nome, "tipo": tipo, **{campo: valor for campo, valor in dados.items() if valor}}
    mudaram = sorted(campo for campo, valor in campos.items() if getattr(credor, campo) != valor)
    for campo in mudaram:
        setattr(credor, campo, campos[campo])
    cadastro_conferir(credor)
    credor.save()
    _carteira_geral(credor, ator)
    if novo:
        evento_registrar(
            Etiqueta.CREDOR_CRIADO, ator=ator, credor=credor, em=timezone.now(), cnpj=credor.cnpj, nome=nome, tipo=tipo
        )
        for dar in AO_NASCER:
            dar(credor, ator)
    elif mudaram:
        evento_registrar(
            Etiqueta.CREDOR_ATUALIZADO, ator=ator, credor=credor, em=timezone.now(), cnpj=credor.cnpj, campos=mudaram
        )
    return credor


def _carteira_geral(credor: Credor, ator: str) -> None:
    carteira, nova = Carteira.objects.get_or_create(credor=credor, codigo=CARTEIRA_GERAL, defaults={"nome": "Geral"})
    if nova:
        VersaoDaCarteira.objects.create(
            credor=credor,
            carteira=carteira,
            versao=1,
            vigente_desde=DESDE_SEMPRE,
            regua=REGUA_INICIAL,
            criada_por=ator,
            em=timezone.now(),
        )


@transaction.atomic
def convenio_assinar(
    *,
    credor: Credor,
    assinado_por: str,
    vigencia_inicio: date,
    ator: str,
    vigencia_fim: date | None = None,
    **clausulas: Unpack[ClausulasDoConvenio],
) -> Convenio:
    """Registra uma versão nova do convênio; as anteriores ficam como estavam. Quem assina certifica, se isso se pede.

    Levanta `CadastroErrado`, `TributoForaDaLista`, `AvisoForaDaLista` e `LimitesErrados`.
    """
    Credor.objects.select_for_update().get(pk=credor.pk)
    anterior = Convenio.objects.filter(credor=credor).order_by("-versao").first()
    convenio = Convenio(
        credor=credor,
        versao=anterior.versao + 1 if anterior else 1,
        vigencia_inicio=vigencia_inicio,
        vigencia_fim=vigencia_fim,
        assinado_por=assinado_por,
        **clausulas_conferir(clausulas),
    )
    cadastro_conferir(convenio)
    convenio.save()
    _registrar_assinatura(convenio, ator)
    if convenio.certificacao_meses:
        certificacao_gravar(convenio=convenio, certificada_por=assinado_por, em=vigencia_inicio, ator=ator)
    return convenio


def _registrar_assinatura(convenio: Convenio, ator: str) -> None:
    evento_registrar(
        Etiqueta.CONVENIO_ASSINADO,
        ator=ator,
        credor=convenio.credor,
        em=timezone.now(),
        convenio=convenio.pk,
        versao=convenio.versao,
        vigencia_inicio=convenio.vigencia_inicio.isoformat(),
        assinado_por=convenio.assinado_por,
    )
