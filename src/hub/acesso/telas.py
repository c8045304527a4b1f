"""Os decoradores de toda tela: sabem quem é, em nome de quem age e se pode o que pede."""

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
from django.utils import timezone

from hub.acesso.equipe import no_prazo
from hub.acesso.erros import (
    CredorTrocado,
    NivelInsuficiente,
    PerfilNaoPode,
    SegundoFatorExigido,
    SemPerfilNaPgfn,
    SemVinculo,
)
from hub.acesso.models import Perfil, PerfilDaPgfn, Usuario, Vinculo, VinculoDaPgfn
from hub.acesso.permissoes import Ato, UmPerfil, nivel_minimo, pode, quem_pode
from hub.acesso.sessao import credor_da_entrada, nivel_da_sessao, segundo_fator_conferido
from hub.comum.erros import Recusa
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor

P = ParamSpec("P")
#: Onde a sessão guarda o credor em nome de quem a pessoa age.
CREDOR_DA_SESSAO = "credor"
#: Campo com que um formulário diz em nome de que credor foi aberto (`acesso/_marcas.html`).
CREDOR_DA_PAGINA = "credor_da_pagina"


@dataclass(frozen=True, kw_only=True)
class _DeAlguem:
    """Quem pede uma página, e o que é onde a pede."""

    #: quem entrou
    usuario: Usuario
    perfil: UmPerfil
    #: se há outro credor, ou a PGFN, para onde trocar
    tem_outros: bool

    @property
    def nome(self) -> str:
        """Nome para a auditoria e para o cabeçalho."""
        return nome_de(self.usuario)

    @property
    def ator(self) -> str:
        """Quem age, como os serviços registram."""
        return self.usuario.get_username()

    @property
    def pode(self) -> dict[str, bool]:
        """Ato (em minúsculas) → se pode; é o que os modelos de página consultam para mostrar um botão."""
        return pode_tudo_que(self.perfil)


@dataclass(frozen=True, kw_only=True)
class Acesso(_DeAlguem):
    """Quem pede a página e em nome de quem."""

    #: o credor em nome de quem age; tudo o que a tela lê ou muda é dele
    credor: Credor
    #: o que a pessoa é nesse credor
    perfil: Perfil


@dataclass(frozen=True, kw_only=True)
class AcessoDaPgfn(_DeAlguem):
    """Quem pede uma página da PGFN: adesões, convênios e equipes, e nenhuma dívida."""

    perfil: PerfilDaPgfn


class Pedido(HttpRequest):
    """O pedido depois de `tela`: traz o acesso resolvido."""

    acesso: Acesso


class PedidoDaPgfn(HttpRequest):
    """O pedido depois de `tela_da_pgfn`."""

    da_pgfn: AcessoDaPgfn


class PedidoDePessoa(HttpRequest):
    """O pedido depois de `tela_de_pessoa`: alguém entrou; o credor, se já escolheu um, está em `acesso`."""

    user: Usuario
    acesso: Acesso | None


Resposta = HttpResponseBase
#: Põe o acesso no pedido; ou responde no lugar da tela, quando falta entrar, escolher ou poder.
Preparo = Callable[[HttpRequest], Resposta | None]
Decorada = Callable[Concatenate[HttpRequest, P], Resposta]


def tela(ato: Ato) -> Callable[[Callable[Concatenate[Pedido, P], Resposta]], Decorada[P]]:
    """Exige entrada, resolve o credor da sessão e cobra o ato e o nível.

    Sem entrada, leva a `entrar` e volta. Com mais de um vínculo e nenhum escolhido, leva a `credor`. Uma `Recusa`
    levantada pela tela vira página com a mensagem e a situação HTTP dela. O que é de outro credor é assunto da
    consulta de cada tela, que filtra por `pedido.acesso.credor` e responde 404; o banco, de todo modo, não o mostra.
    """

    def preparar(pedido: HttpRequest) -> Resposta | None:
        acesso = resolver(pedido)
        if acesso is None:
            return redirect(f"{reverse('credor')}?{urlencode({'next': pedido.get_full_path()})}")
        pedido.acesso = acesso  # type: ignore[attr-defined]
        _cobrar(pedido, ato, perfil=acesso.perfil, onde=acesso.credor.nome)
        _conferir_pagina(pedido, acesso)
        return None

    return lambda funcao: _decorar(funcao, preparar, ato)  # type: ignore[arg-type]


def tela_da_pgfn(ato: Ato) -> Callable[[Callable[Concatenate[PedidoDaPgfn, P], Resposta]], Decorada[P]]:
    """Exige entrada com segundo fator e perfil na PGFN, e cobra o ato e o nível.

    A tela fala com o banco como a PGFN, que vê adesões, convênios e equipes de todos, e dívida de ninguém.
    """

    def preparar(pedido: HttpRequest) -> Resposta | None:
        pedido.da_pgfn = acesso = resolver_da_pgfn(pedido)  # type: ignore[attr-defined]
        if not segundo_fator_conferido(pedido):
            raise SegundoFatorExigido
        _cobrar(pedido, ato, perfil=acesso.perfil, onde="PGFN")
        inquilino.trocar(inquilino.Inquilino(papel=Papel.PGFN, pessoa=acesso.usuario.pk))
        return None

    return lambda funcao: _decorar(funcao, preparar, ato)  # type: ignore[arg-type]


def tela_de_pessoa(funcao: Callable[Concatenate[PedidoDePessoa, P], Resposta]) -> Decorada[P]:
    """Exige só entrada: para quem ainda não age por credor nenhum. Com um credor escolhido, mostra o menu dele."""

    def preparar(pedido: HttpRequest) -> Resposta | None:
        try:
            pedido.acesso = resolver(pedido)  # type: ignore[attr-defined]
        except SemVinculo:
            pedido.acesso = None  # type: ignore[attr-defined]
        return None

    return _decorar(funcao, preparar, None)  # type: ignore[arg-type]


def _decorar(funcao: Decorada[P], preparar: Preparo, ato: Ato | None) -> Decorada[P]:
    @wraps(funcao)
    def decorada(pedido: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Resposta:
        if not isinstance(pedido.user, Usuario):
            return _sem_guardar(redirect_to_login(pedido.get_full_path()))
        try:
            resposta = preparar(pedido) or funcao(pedido, *args, **kwargs)
        except Recusa as recusa:
            pagina = getattr(recusa, "pagina", "recusa.html")
            resposta = render(pedido, pagina, {"recusa": recusa}, status=recusa.status)
        return _sem_guardar(resposta)

    decorada.ato = ato  # type: ignore[attr-defined]
    return decorada


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
    tem_outros = len(vinculos) > 1 or _da_pgfn(usuario) is not None
    return Acesso(usuario=usuario, credor=vinculo.credor, perfil=Perfil(vinculo.perfil), tem_outros=tem_outros)


def resolver_da_pgfn(pedido: HttpRequest) -> AcessoDaPgfn:
    """O acesso de quem é da PGFN. Levanta `SemPerfilNaPgfn`."""
    usuario = pedido.user
    if not isinstance(usuario, Usuario):
        raise SemPerfilNaPgfn
    tem_outros = vinculos_da_sessao(pedido, usuario).exists()
    vinculo = _da_pgfn(usuario)
    # Quem entrou pela credencial de um credor só age por ele.
    if vinculo is None or credor_da_entrada(pedido) is not None:
        raise SemPerfilNaPgfn
    return AcessoDaPgfn(usuario=usuario, perfil=PerfilDaPgfn(vinculo.perfil), tem_outros=tem_outros)


def _da_pgfn(usuario: Usuario) -> VinculoDaPgfn | None:
    return VinculoDaPgfn.objects.filter(usuario=usuario).first()


def vinculos_da_sessao(pedido: HttpRequest, usuario: Usuario) -> QuerySet[Vinculo]:
    """Os vínculos com que se pode agir hoje: a entrada pela credencial de um credor só serve a ele.

    Diz ao banco quem é a pessoa, para que ele os mostre.
    """
    inquilino.assumir(pessoa=usuario.pk)
    valem = Vinculo.objects.filter(no_prazo(timezone.localdate()), usuario=usuario)
    vinculos = valem.select_related("credor").order_by("credor__nome")
    credor = credor_da_entrada(pedido)
    return vinculos if credor is None else vinculos.filter(credor=credor)


def nome_de(usuario: Usuario) -> str:
    """Como se chama a pessoa na tela."""
    return usuario.get_full_name() or usuario.get_username()


def pode_tudo_que(perfil: UmPerfil) -> dict[str, bool]:
    return {ato.name.lower(): pode(perfil, ato) for ato in Ato}


def _cobrar(pedido: HttpRequest, ato: Ato, *, perfil: UmPerfil, onde: str) -> None:
    """Levanta `PerfilNaoPode`, ou `NivelInsuficiente` se a entrada vale menos do que o ato pede."""
    if not pode(perfil, ato):
        podem = [str(cada.label) for cada in (*Perfil, *PerfilDaPgfn) if cada in quem_pode(ato)]
        raise PerfilNaoPode(credor=onde, perfil=perfil.label, ato=ato, quem_pode=" ou ".join(podem))
    tem, exigido = nivel_da_sessao(pedido), nivel_minimo(ato)
    if tem < exigido:
        raise NivelInsuficiente(ato=ato, exigido=exigido.rotulo, tem=tem.rotulo, nivel=exigido.value)


def _conferir_pagina(pedido: HttpRequest, acesso: Acesso) -> None:
    """O formulário vale para o credor em nome de quem foi aberto: a troca noutra aba não o leva junto."""
    if pedido.method == "POST" and pedido.POST.get(CREDOR_DA_PAGINA, str(acesso.credor.pk)) != str(acesso.credor.pk):
        raise CredorTrocado(credor=acesso.credor.nome)


def _sem_guardar(resposta: HttpResponseBase) -> HttpResponseBase:
    """Página com dado de credor não fica em cópia do navegador nem de intermediário."""
    if not resposta.has_header("Cache-Control"):
        resposta["Cache-Control"] = "private, no-store"
    return resposta
