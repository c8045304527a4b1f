"""O que os cenários de abuso têm em comum: quem ataca pela API e o que há para roubar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from adesao.fabrica_de_adesoes import pedida
from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo
from credenciais import com_token, credencial_de, token_de
from hub.acesso.equipe import convite_fazer
from hub.acesso.models import Convite, CredencialDeApi, Perfil, Usuario, Vinculo
from hub.adesao.models import Adesao
from hub.comum.numeros_ficticios import cpfs_ficticios
from hub.credores.models import Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA, Acionamento, Lote, Remessa, Retorno
from hub.documentos.correio.envios import carta_enviar
from hub.documentos.emissao import documento_emitir
from hub.documentos.lotes import lote_pedir, pedaco_emitir
from hub.documentos.models import Formato, VersaoDoModelo
from hub.estrategias.conciliacao.servicos import Listas, conciliacao_planejar
from hub.estrategias.models import Conciliacao
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar

DIA = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 13, 15, tzinfo=UTC)


class Sistema:
    """Um sistema de credor, com o seu token; erro interno vira resposta 500."""

    def __init__(self, credor: Credor) -> None:
        self.credor = credor
        self.credencial, self.segredo = credencial_de(credor)
        self.token = token_de(self.credencial, self.segredo)
        self.cabecalhos = com_token(self.token)
        self.cliente = Client(raise_request_exception=False)

    def post(self, rota: str, corpo: Any, *, tipo: str = "application/json", **cabecalhos: str) -> HttpResponse:
        texto = corpo if isinstance(corpo, (str, bytes)) else json.dumps(corpo)
        return self.cliente.post(f"/api/v1{rota}", texto, content_type=tipo, headers=self.cabecalhos | cabecalhos)

    def enviar(self, arquivo: Any) -> HttpResponse:
        return self.cliente.post("/api/v1/arquivos", {"arquivo": arquivo}, headers=self.cabecalhos)

    def get(self, rota: str) -> HttpResponse:
        return self.cliente.get(f"/api/v1{rota}", headers=self.cabecalhos)


def ler(resposta: Any) -> bytes:
    """O corpo inteiro, venha de página ou de arquivo; quem lê até o fim fecha o arquivo."""
    return b"".join(resposta.streaming_content) if resposta.streaming else bytes(resposta.content)


@dataclass(frozen=True, kw_only=True)
class Alvo:
    """O que a dona tem."""

    cda: CDA
    lote: Lote
    liberada: Remessa
    plano: Remessa
    retorno: Retorno
    vinculo: Vinculo
    convite: Convite
    #: o que se põe nos endereços dos documentos
    documentos: dict[str, object]
    credencial: CredencialDeApi
    adesao: Adesao
    conciliacao: Conciliacao

    def enderecos(self) -> dict[str, str]:
        """Nome da rota de tela → endereço com os identificadores da dona."""
        objetos = {
            "cda": self.cda.pk,
            "lote": self.lote.pk,
            "remessa": self.liberada.pk,
            "arquivo": self.liberada.arquivos.earliest("pk").pk,
            "retorno": self.retorno.pk,
            "vinculo": self.vinculo.pk,
            "convite": self.convite.pk,
            "credencial": self.credencial.pk,
            "carteira": self.cda.carteira_id,
            "conciliacao": self.conciliacao.pk,
            "versao": 1,
            "adesao": self.adesao.pk,
            "anexo": self.adesao.anexos.earliest("pk").pk,
            "formato": "csv",
            "estrategia": "protesto",
            "chave": 1,
            "devedor": "0" * 32,
            "nome": "divida-aberta.csv",
            "dia": "2026-03-02",
            **self.documentos,
        }
        return {
            rota.name: reverse(rota.name, kwargs={nome: objetos[nome] for nome in rota.pattern.converters})
            for rota in rotas_de_tela()
        }


#: O que diverge: uma CDA que o credor não tem, e a cobrada a um valor que não é o do hub.
LISTAS = Listas(do_credor=b"numero_cda;situacao;saldo\n2024/000123-4;ATIVA;10,00\n")


def rotas_de_tela(resolvedor: URLResolver | None = None) -> Iterator[URLPattern]:
    for padrao in (resolvedor or get_resolver()).url_patterns:
        if isinstance(padrao, URLPattern):
            yield padrao
        elif padrao.app_name != "ninja":
            yield from rotas_de_tela(padrao)


def carteira_de(credor: Credor, iptu: Registro) -> Alvo:
    """Uma CDA enviada e respondida e outra num plano, tudo pelos serviços."""
    lote = por_arquivo(credor, iptu, em=date(2026, 3, 1)).lote
    # Antes de o título chegar ao cartório: depois, da dívida não se manda carta.
    documentos = documentos_de(credor, iptu["numero_cda"])
    liberada = planejar(credor)
    with TemporaryDirectory() as pasta:
        remessa_liberar(remessa=liberada, saida=Path(pasta), ator="ana")
    retorno = responder(credor)
    por_arquivo(credor, iptu | {"numero_cda": "2024/000777-1"}, em=date(2026, 3, 1))
    return Alvo(
        cda=CDA.objects.get(credor=credor, numero_cda=iptu["numero_cda"]),
        lote=lote,
        liberada=liberada,
        plano=planejar(credor),
        retorno=retorno,
        vinculo=Vinculo.objects.filter(credor=credor).earliest("pk"),
        convite=_convidar(credor),
        credencial=credencial_de(credor, nome="ERP")[0],
        documentos=documentos,
        adesao=pedida(Usuario.objects.create_user("caio")),
        conciliacao=conciliacao_planejar(credor=credor, listas=LISTAS, em=date(2026, 3, 1), ator="ana"),
    )


def _convidar(credor: Credor) -> Convite:
    (cpf,) = cpfs_ficticios(11, 1)
    return convite_fazer(credor=credor, cpf=cpf, perfil=Perfil.CONSULTA, ate=None, ator="ana", agora=timezone.now())


def documentos_de(credor: Credor, numero_cda: str) -> dict[str, object]:
    """Uma carta emitida e na fila do correio, e um lote emitido."""
    versao = VersaoDoModelo.objects.select_related("modelo", "credor").get(credor=credor, modelo__codigo="CARTA-PADRAO")
    cda = CDA.objects.select_related("credor", "carteira").get(credor=credor, numero_cda=numero_cda)
    cda.devedor_email = "devedor@exemplo.test"
    documento = documento_emitir(cda=cda, versao=versao, ator="ana", agora=AGORA)
    lote = lote_pedir(credor=credor, versao=versao, filtro=Filtro(), formato=Formato.JUNTADO, ator="ana", agora=AGORA)
    for pedaco in lote.pedacos.all():
        pedaco_emitir(pedaco=pedaco, agora=AGORA)
    return {
        "modelo": versao.modelo_id,
        "versao_do_modelo": versao.pk,
        "documento": documento.pk,
        "envio": carta_enviar(documento=documento, ator="ana", agora=AGORA).pk,
        "lote_de_documentos": lote.pk,
        "codigo": documento.codigo,
    }


def planejar(credor: Credor) -> Remessa:
    return remessa_planejar(credor=credor, estrategia="protesto", em=DIA, ator="ana")


def responder(credor: Credor) -> Retorno:
    conteudo = cartorio.confirmacao(Acionamento.objects.filter(credor=credor).order_by("pk"))
    return retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome="C9990403.261", ator="ana", credor=credor)
