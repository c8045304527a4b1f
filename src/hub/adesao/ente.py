"""Os dados do ente que pede: CNPJ, município e representante, conferidos."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from hub.acesso.cpf import cpf_limpar, cpf_resumir
from hub.acesso.sigilo import cifrar, decifrar
from hub.adesao.erros import IbgeFalta, IbgeIncoerente
from hub.comum.documentos import documento_examinar
from hub.comum.municipios import UF_POR_PREFIXO, municipios
from hub.credores.erros import CNPJInvalido, MunicipioDesconhecido
from hub.credores.models import TipoDeCredor

#: De que segredo se cifra o CPF do representante.
ASSUNTO: Final = "hub.adesao.representante"


@dataclass(frozen=True, kw_only=True)
class Representante:
    """Quem responde pelo ente."""

    nome: str
    cpf: str
    cargo: str

    def __repr__(self) -> str:
        return "Representante(…)"  # o CPF não vai a registro nenhum

    def colunas(self) -> dict[str, str]:
        """Como a adesão o guarda. Levanta `CPFInvalido`."""
        limpo = cpf_limpar(self.cpf)
        return {
            "representante_nome": " ".join(self.nome.split()),
            "representante_cpf": cifrar(limpo, assunto=ASSUNTO),
            "representante_cpf_resumo": cpf_resumir(limpo),
            "representante_cargo": " ".join(self.cargo.split()),
        }


def cpf_do_representante(cifrado: str) -> str:
    """O CPF limpo do que a adesão guarda; vazio se ainda não se disse."""
    return decifrar(cifrado, assunto=ASSUNTO) if cifrado else ""


def cnpj_conferir(cnpj: str) -> str:
    """O CNPJ só com letras e algarismos. Levanta `CNPJInvalido`."""
    exame = documento_examinar(cnpj, "CNPJ")
    if not exame["valido"]:
        raise CNPJInvalido(cnpj=cnpj, motivo=exame["motivo"])
    return str(exame["normalizado"])


def ibge_conferir(codigo: str, *, tipo: TipoDeCredor, nome: str) -> str:
    """O código da sede, coerente com o ente. Levanta `IbgeFalta`, `MunicipioDesconhecido` e `IbgeIncoerente`."""
    codigo = codigo.strip()
    if not codigo:
        if tipo == TipoDeCredor.MUNICIPIO:
            raise IbgeFalta
        return ""
    achado = municipios().get(codigo)
    if achado is None:
        raise MunicipioDesconhecido(codigo=codigo)
    coerente = {
        TipoDeCredor.MUNICIPIO: _de_ouvido(achado.nome) in _de_ouvido(nome),
        TipoDeCredor.DF: UF_POR_PREFIXO[codigo[:2]] == "DF",
    }
    if not coerente.get(tipo, True):
        raise IbgeIncoerente(codigo=codigo, municipio=achado.nome, uf=achado.uf, nome=nome)
    return codigo


def _de_ouvido(nome: str) -> str:
    """Letras e algarismos em minúsculas, sem acento."""
    separado = unicodedata.normalize("NFKD", nome).casefold()
    return "".join(letra for letra in separado if letra.isalnum())
