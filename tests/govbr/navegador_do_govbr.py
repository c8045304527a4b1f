"""O navegador de quem entra: o cliente do Django para o hub, HTTP de verdade para o gov.br simulado."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.http import HttpResponse
from django.test import Client

from govbr_no_ar import HUB
from simuladores.govbr import Servidor

VOLTA, SAIDA = f"{HUB}/entrar/govbr/volta", f"{HUB}/ate-logo"


@dataclass(kw_only=True)
class Relogio:
    """O relógio do simulador: o de verdade, mais um desvio."""

    desvio: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.desvio


@dataclass(kw_only=True)
class Navegador:
    """Um navegador, com os biscoitos de cada lado."""

    servidor: Servidor
    hub: Client = field(default_factory=Client)
    #: nome por que chega ao hub
    nome: str = "testserver"
    la: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))
    #: tudo o que passou pelo endereço: código, state e nonce
    segredos: set[str] = field(default_factory=set)

    def pedir(self, caminho: str) -> HttpResponse:
        """Um GET ao hub."""
        return self.hub.get(caminho, headers={"Host": self.nome})

    def ate_a_volta(self, persona: str, caminho: str = "/entrar/govbr", *, decisao: str = "autorizar") -> str:
        """Do botão até o endereço de volta que o gov.br devolve; não o abre."""
        return self.no_govbr(str(self.pedir(caminho)["Location"]), persona, decisao=decisao)

    def no_govbr(self, endereco: str, persona: str, *, decisao: str = "autorizar", sem: str = "") -> str:
        """O que a pessoa faz no gov.br: escolhe-se, autoriza, e é mandada de volta."""
        self._guardar(endereco)
        resposta = self.la.get(endereco)
        while not self._do_hub(resposta.headers.get("Location", "")):
            if "Location" in resposta.headers:
                resposta = self.la.get(httpx.URL(str(resposta.url)).join(resposta.headers["Location"]))
                continue
            assert resposta.status_code == 200, resposta.text
            assert "SIMULADOR" in resposta.text
            numero = re.search(r'name="authorization_id" value="([^"]+)"', resposta.text)
            assert numero, resposta.text
            escopos = [e for e in re.findall(r'name="escopo" value="([^"]+)"', resposta.text) if e != sem]
            dados = {"authorization_id": numero[1], "persona": persona, "decisao": decisao, "escopo": escopos}
            resposta = self.la.post(str(resposta.url).split("?")[0], data=dados)
        self._guardar(resposta.headers["Location"])
        return str(resposta.headers["Location"])

    def voltar(self, endereco: str) -> HttpResponse:
        """Abre a volta, e nada do que ela mandar."""
        partes = urlsplit(endereco)
        return self.pedir(f"{partes.path}?{partes.query}")

    def entrar(self, persona: str, caminho: str = "/entrar/govbr") -> HttpResponse:
        """A entrada inteira; devolve a resposta da volta."""
        return self.voltar(self.ate_a_volta(persona, caminho))

    @property
    def dentro(self) -> bool:
        """Se o hub sabe quem é."""
        return "_auth_user_id" in self.hub.session

    def _do_hub(self, endereco: str) -> bool:
        return bool(endereco) and urlsplit(endereco).netloc == self.nome

    def _guardar(self, endereco: str) -> None:
        do_endereco = dict(parse_qsl(urlsplit(endereco).query))
        self.segredos |= {do_endereco[nome] for nome in ("code", "state", "nonce") if nome in do_endereco}


Abrir = Callable[[], Navegador]
