"""O decorador de toda tela: sabe quem é, em nome de que credor age e se pode o que pede."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from hub.acesso.erros import CredorTrocado, NivelInsuficiente, PerfilNaoPode, SemVinculo
from hub.acesso.models import Perfil, Usuario, Vinculo
from hub.acesso.permissoes import PODE, Ato, nivel_minimo, pode
from hub.acesso.sessao import credor_da_entrada, nivel_da_sessao
from hub.comum.erros import Recusa
from hub.credores import inquilino
from hub.credores.models import Credor

P = ParamSpec("P")
#: Onde a sessão guarda o credor em nome de quem a pessoa age.
CREDOR_DA_SESSAO = "credor"
#: Campo com que um formulário diz em nome de que credor foi aberto (`acesso/_marcas.html`).
CREDOR_DA_PAGINA = "credor_da_pagina"


@dataclass(frozen=True, kw_only=True)
class Acesso:
    """Quem pede a página e em nome de quem."""

    #: quem entrou
    usuario: Usuario
    #: o credor em nome de quem age; tudo o que a tela lê ou muda é dele
    credor: Credor
    #: o que a pessoa é nesse credor
    perfil: Perfil
    #: se há outro credor para onde trocar
    tem_outros: bool

    @property
    def nome(self) -> str:
        """Nome para a auditoria e para o cabeçalho."""
        return self.usuario.get_full_name() or self.usuario.get_username()

    @property
    def ator(self) -> str:
        """Quem age, como os serviços registram."""
        return self.usuario.get_username()

    @property
    def pode(self) -> dict[str, bool]:
        """Ato (em minúsculas) → se pode; é o que os modelos de página consultam para mostrar um botão."""
        return {ato.name.lower(): pode(self.perfil, ato) for ato in Ato}


class Pedido(HttpRequest):
    """O pedido depois do decorador: traz o acesso resolvido."""

    acesso: Acesso


Tela = Callable[Concatenate[Pedido, P], HttpResponseBase]


def tela(ato: Ato) -> Callable[[Tela[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Exige entrada, resolve o credor da sessão e cobra o ato.

    Sem entrada, leva a `entrar` e volta. Com mais de um vínculo e nenhum escolhido, leva a `credor`. Uma `Recusa`
    levantada pela tela vira página com a mensagem e a situação HTTP dela. O que é de outro credor é assunto da
    consulta de cada tela, que filtra por `pedido.acesso.credor` e responde 404.
    """

    def decorar(funcao: Tela[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(funcao)
        def decorada(pedido: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            resposta = _preparar(pedido, ato)
            if resposta is None:
                try:
                    resposta = funcao(pedido, *args, **kwargs)  # type: ignore[arg-type]
                except Recusa as recusa:
                    resposta = _recusar(pedido, recusa)
            return _sem_guardar(resposta)

        decorada.ato = ato  # type: ignore[attr-defined]
        return decorada

    return decorar


def _preparar(pedido: HttpRequest, ato: Ato) -> HttpResponseBase | None:
    """Põe o acesso no pedido; ou responde no lugar da tela, quando falta entrar, escolher ou poder."""
    if not pedido.user.is_authenticated:
        return redirect_to_login(pedido.get_full_path())
    try:
        acesso = resolver(pedido)
        if acesso is None:
            return redirect(f"{reverse('credor')}?{urlencode({'next': pedido.get_full_path()})}")
        pedido.acesso = acesso  # type: ignore[attr-defined]
        _cobrar(acesso, ato)
        _cobrar_nivel(pedido, ato)
        _conferir_pagina(pedido, acesso)
    except Recusa as recusa:
        return _recusar(pedido, recusa)
    return None


def _recusar(pedido: HttpRequest, recusa: Recusa) -> HttpResponseBase:
    return render(pedido, getattr(recusa, "pagina", "recusa.html"), {"recusa": recusa}, status=recusa.status)


def resolver(pedido: HttpRequest) -> Acesso | None:
    """O acesso da sessão; None quando a pessoa ainda tem de escolher o credor. Levanta `SemVinculo`.

    Daí em diante o banco só mostra o que é do credor.
    """
    usuario = pedido.user
    if not isinstance(usuario, Usuario):
        return None
    vinculos = list(vinculos_da_sessao(pedido, usuario))
    if not vinculos:
        raise SemVinculo
    escolhido = pedido.session.get(CREDOR_DA_SESSAO)
    vinculo = vinculos[0] if len(vinculos) == 1 else next((v for v in vinculos if v.credor_id == escolhido), None)
    if vinculo is None:
        return None
    inquilino.assumir(credor=vinculo.credor_id)
    perfil = Perfil(vinculo.perfil)
    return Acesso(usuario=usuario, credor=vinculo.credor, perfil=perfil, tem_outros=len(vinculos) > 1)


def vinculos_de(usuario: Usuario) -> QuerySet[Vinculo]:
    """Os vínculos da pessoa, com o credor de cada um; diz ao banco quem ela é, para que os mostre."""
    inquilino.assumir(pessoa=usuario.pk)
    return Vinculo.objects.filter(usuario=usuario).select_related("credor").order_by("credor__nome")


def vinculos_da_sessao(pedido: HttpRequest, usuario: Usuario) -> QuerySet[Vinculo]:
    """Os vínculos com que se pode agir: a entrada pela credencial de um credor só serve a ele."""
    vinculos = vinculos_de(usuario)
    credor = credor_da_entrada(pedido)
    return vinculos if credor is None else vinculos.filter(credor=credor)


def _cobrar_nivel(pedido: HttpRequest, ato: Ato) -> None:
    """Levanta `NivelInsuficiente` se a entrada vale menos do que o ato pede."""
    tem, exigido = nivel_da_sessao(pedido), nivel_minimo(ato)
    if tem < exigido:
        raise NivelInsuficiente(ato=ato, exigido=exigido.rotulo, tem=tem.rotulo, nivel=exigido.value)


def _cobrar(acesso: Acesso, ato: Ato) -> None:
    if not pode(acesso.perfil, ato):
        quem_pode = " ou ".join(str(perfil.label) for perfil in Perfil if perfil in PODE[ato])
        raise PerfilNaoPode(credor=acesso.credor.nome, perfil=acesso.perfil.label, ato=ato, quem_pode=quem_pode)


def _conferir_pagina(pedido: HttpRequest, acesso: Acesso) -> None:
    """O formulário vale para o credor em nome de quem foi aberto: a troca noutra aba não o leva junto."""
    if pedido.method == "POST" and pedido.POST.get(CREDOR_DA_PAGINA, str(acesso.credor.pk)) != str(acesso.credor.pk):
        raise CredorTrocado(credor=acesso.credor.nome)


def _sem_guardar(resposta: HttpResponseBase) -> HttpResponseBase:
    """Página com dado de credor não fica em cópia do navegador nem de intermediário."""
    if not resposta.has_header("Cache-Control"):
        resposta["Cache-Control"] = "private, no-store"
    return resposta
