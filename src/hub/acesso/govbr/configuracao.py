"""Como este portal fala com o gov.br: os endereços, do ambiente; a credencial, do ambiente ou do credor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from hub.acesso.govbr.erros import GovBrMalConfigurado
from hub.acesso.models import CredencialGovBr
from hub.acesso.nivel import Nivel
from hub.acesso.sigilo import decifrar

ASSUNTO: Final = "hub.acesso.govbr.segredo"
ESCOPOS: Final = ("openid", "email", "profile", "govbr_confiabilidades", "govbr_confiabilidades_idtoken")
ESCOPO_DE_EMPRESAS: Final = "govbr_empresa"
#: SSO → API e catálogo, nos dois ambientes do roteiro oficial de 14/07/2026.
AMBIENTES: Final = {
    "https://sso.staging.acesso.gov.br": (
        "https://api.staging.acesso.gov.br",
        "https://confiabilidades.staging.acesso.gov.br",
    ),
    "https://sso.acesso.gov.br": ("https://api.acesso.gov.br", "https://confiabilidades.acesso.gov.br"),
}
_DO_SERVIDOR: Final = "select * from hub_seguro.credencial_do_servidor(%s)"
#: Servidores com que se fala sem HTTPS: a própria máquina.
DA_MAQUINA: Final = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, kw_only=True)
class Configuracao:
    """Uma credencial e os endereços por que ela vale."""

    #: bases sem a barra do fim
    sso: str
    api: str
    confiabilidades: str
    #: `iss` dos tokens, exato, com a barra
    emissor: str
    client_id: str
    #: o de agora e, durante a troca, o anterior
    segredos: tuple[str, ...] = field(repr=False)
    #: endereços registrados
    volta: str
    saida: str
    nivel_minimo: Nivel = Nivel.BRONZE
    #: se se pede ao gov.br por que empresas a pessoa responde
    empresas: bool = False
    #: dono da credencial; nulo = a do próprio hub, que serve a todos
    credor: int | None = None

    @property
    def servidor(self) -> str:
        """Nome e porta por que o navegador chega ao portal."""
        return urlsplit(self.volta).netloc

    @property
    def escopos(self) -> str:
        return " ".join((*ESCOPOS, ESCOPO_DE_EMPRESAS) if self.empresas else ESCOPOS)

    @property
    def endereco_de_saida(self) -> str:
        """Onde o navegador encerra a sessão no gov.br."""
        return f"{self.sso}/logout?{urlencode({'post_logout_redirect_uri': self.saida})}"

    def catalogo(self, nivel: Nivel) -> str:
        """A página do gov.br em que a pessoa sobe a conta a esse nível ou mais."""
        niveis = "/".join(str(n.value) for n in Nivel if n >= nivel)
        dados = {"client_id": self.client_id, "niveis": f"({niveis})", "redirect_uri": self.volta}
        return f"{self.confiabilidades}/?{urlencode(dados)}"


def configuracao_do(servidor: str) -> Configuracao | None:
    """A configuração do servidor por que se chegou ao portal; nula se aqui não se entra pelo gov.br.

    A credencial de um credor só vale no servidor dele, e nele não vale outra. Levanta `GovBrMalConfigurado`.
    """
    ditas = {nome: "".join(valor.split()) for nome, valor in settings.GOVBR.items()}
    if not ditas.get("GOVBR_SSO_BASE"):
        return None
    if do_credor := next(iter(CredencialGovBr.objects.raw(_DO_SERVIDOR, [servidor.lower()])), None):
        return _conferir(_da_credencial(do_credor, ditas))
    return _conferir(_do_ambiente(ditas)) if ditas.get("GOVBR_CLIENT_ID") else None


def _bases(ditas: Mapping[str, str]) -> dict[str, Any]:
    sso = ditas["GOVBR_SSO_BASE"].rstrip("/")
    api, confiabilidades = AMBIENTES.get(sso, ("", ""))
    return {
        "sso": sso,
        "api": ditas.get("GOVBR_API_BASE", "").rstrip("/") or api,
        "confiabilidades": ditas.get("GOVBR_CONFIABILIDADES_BASE", "").rstrip("/") or confiabilidades,
        "emissor": ditas.get("GOVBR_ISSUER") or f"{sso}/",
    }


def _do_ambiente(ditas: Mapping[str, str]) -> Configuracao:
    segredos = (ditas.get("GOVBR_CLIENT_SECRET", ""), ditas.get("GOVBR_CLIENT_SECRET_ANTERIOR", ""))
    return Configuracao(
        **_bases(ditas),
        client_id=ditas["GOVBR_CLIENT_ID"],
        segredos=tuple(filter(None, segredos)),
        volta=ditas.get("GOVBR_REDIRECT_URI", ""),
        saida=ditas.get("GOVBR_POST_LOGOUT_URI", ""),
        nivel_minimo=_nivel(ditas.get("GOVBR_NIVEL_MINIMO") or "1"),
        empresas=ditas.get("GOVBR_EMPRESAS") == "1",
    )


def _da_credencial(credencial: CredencialGovBr, ditas: Mapping[str, str]) -> Configuracao:
    cifrados = filter(None, (credencial.segredo, credencial.segredo_anterior))
    return Configuracao(
        **_bases(ditas),
        client_id=credencial.client_id,
        segredos=tuple(decifrar(cifrado, assunto=ASSUNTO) for cifrado in cifrados),
        volta=credencial.volta,
        saida=credencial.saida,
        nivel_minimo=Nivel(credencial.nivel_minimo),
        empresas=ditas.get("GOVBR_EMPRESAS") == "1",
        credor=credencial.credor_id,
    )


def _nivel(dito: str) -> Nivel:
    if dito not in {str(nivel.value) for nivel in Nivel}:
        raise GovBrMalConfigurado(motivo=f"GOVBR_NIVEL_MINIMO é {dito}, e vai de 1 (bronze) a 3 (ouro).")
    return Nivel(int(dito))


def _conferir(configuracao: Configuracao) -> Configuracao:
    """Falta ou endereço às claras para fora da máquina param tudo. Levanta `GovBrMalConfigurado`."""
    enderecos = {
        "GOVBR_SSO_BASE": configuracao.sso,
        "GOVBR_API_BASE": configuracao.api,
        "GOVBR_CONFIABILIDADES_BASE": configuracao.confiabilidades,
        "GOVBR_REDIRECT_URI": configuracao.volta,
        "GOVBR_POST_LOGOUT_URI": configuracao.saida,
    }
    faltam = [nome for nome, valor in enderecos.items() if not valor]
    faltam += [] if configuracao.segredos else ["GOVBR_CLIENT_SECRET"]
    if faltam:
        raise GovBrMalConfigurado(motivo=f"falta {', '.join(faltam)}.")
    for nome, valor in enderecos.items():
        partes = urlsplit(valor)
        if partes.scheme != "https" and (partes.scheme != "http" or not _pode_as_claras(nome, partes.hostname)):
            raise GovBrMalConfigurado(motivo=f"{nome} não é um endereço https.")
    return configuracao


def _pode_as_claras(nome: str, servidor: str | None) -> bool:
    """Sem HTTPS só se fala com a própria máquina; a homologação do gov.br registra voltas sem ele."""
    da_volta = nome in {"GOVBR_REDIRECT_URI", "GOVBR_POST_LOGOUT_URI"}
    return servidor in DA_MAQUINA or (da_volta and not settings.SESSION_COOKIE_SECURE)
