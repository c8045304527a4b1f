"""Quem entra no gov.br simulado. Ninguém existe: os números só têm os dígitos certos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.comum.numeros_ficticios import cpfs_ficticios

BRONZE, PRATA, OURO = 1, 2, 3
#: Nível → como o id_token o chama, e como a API antiga o escreve.
NOMES_DOS_NIVEIS: Final = {BRONZE: "bronze", PRATA: "silver", OURO: "gold"}
ROTULOS_DOS_NIVEIS: Final = {BRONZE: "Bronze", PRATA: "Prata", OURO: "Ouro"}
#: Selo que a página de subir o nível acrescenta (401: facial Senatran; 701: facial TSE).
SELO_DO_NIVEL: Final = {BRONZE: "201", PRATA: "401", OURO: "701"}


@dataclass(frozen=True, kw_only=True)
class Participacao:
    """O que a persona é numa empresa."""

    cnpj: str
    razao_social: str
    #: SOCIO, CONTADOR, REPRESENTANTE_LEGAL, NAO_ATUANTE; vazia = colaborador, e o campo não vem
    atuacao: str = ""
    #: se tem o certificado da empresa
    cadastrador: bool = False
    #: quem cadastrou o colaborador
    cpf_cadastrador: str = ""
    #: até quando o colaborador pode agir, no formato da API; vazia = sem prazo
    expira: str = ""


@dataclass(frozen=True, kw_only=True)
class Persona:
    """Uma pessoa fictícia com conta."""

    codigo: str
    #: o que a lista da página de entrada diz dela
    rotulo: str
    cpf: str
    nome: str
    nivel: int
    selos: tuple[str, ...]
    amr: tuple[str, ...] = ("passwd",)
    nome_social: str = ""
    #: vazio = não verificado, e o gov.br não o manda
    email: str = ""
    telefone: str = ""
    #: CNPJ de quem entrou com certificado de empresa
    cnpj: str = ""
    empresas: tuple[Participacao, ...] = ()
    #: se nega a autorização dos dados
    recusa: bool = False


_OUTROS: Final = tuple(cpfs_ficticios(2026, 6))

PERSONAS: Final[dict[str, Persona]] = {
    persona.codigo: persona
    for persona in (
        Persona(
            codigo="bronze",
            rotulo="Conta bronze, sem e-mail verificado",
            cpf="52998224725",
            nome="Bia Bronze do Exemplo",
            nivel=BRONZE,
            selos=("201",),
        ),
        Persona(
            codigo="prata",
            rotulo="Conta prata, com e-mail e telefone",
            cpf="11144477735",
            nome="Paulo Prata do Exemplo",
            nivel=PRATA,
            selos=("201", "602"),
            email="pessoa@exemplo.invalid",
            telefone="81900000000",
        ),
        Persona(
            codigo="ouro",
            rotulo="Conta ouro, com segundo fator e nome social",
            cpf="12345678909",
            nome="Otávio Ouro do Exemplo",
            nome_social="Olívia Ouro do Exemplo",
            nivel=OURO,
            selos=("201", "901"),
            amr=("passwd", "mfa", "otp"),
            email="olivia@exemplo.invalid",
        ),
        Persona(
            codigo="ecnpj",
            rotulo="Conta ouro, que entra com o certificado da empresa",
            cpf=_OUTROS[0],
            nome="Ester Empresa do Exemplo",
            nivel=OURO,
            selos=("801",),
            amr=("x509", "x509_token"),
            cnpj="11222333000181",
            empresas=(
                Participacao(
                    cnpj="11222333000181",
                    razao_social="EMPRESA FICTICIA LTDA",
                    atuacao="REPRESENTANTE_LEGAL",
                    cadastrador=True,
                ),
            ),
        ),
        Persona(
            codigo="socio",
            rotulo="Sócio de duas empresas, uma de CNPJ com letras",
            cpf=_OUTROS[1],
            nome="Saulo Socio do Exemplo",
            nivel=PRATA,
            selos=("201", "401"),
            email="pessoa@exemplo.invalid",
            empresas=(
                Participacao(cnpj="11222333000181", razao_social="EMPRESA FICTICIA LTDA", atuacao="SOCIO"),
                Participacao(cnpj="12ABC34501DE35", razao_social="LETRAS FICTICIAS SA", atuacao="SOCIO"),
            ),
        ),
        Persona(
            codigo="contador",
            rotulo="Contador de uma empresa",
            cpf=_OUTROS[2],
            nome="Clara Contadora do Exemplo",
            nivel=PRATA,
            selos=("401",),
            empresas=(
                Participacao(cnpj="11222333000181", razao_social="EMPRESA FICTICIA LTDA", atuacao="CONTADOR"),
                Participacao(cnpj="12ABC34501DE35", razao_social="LETRAS FICTICIAS SA", atuacao="NAO_ATUANTE"),
            ),
        ),
        Persona(
            codigo="colaborador",
            rotulo="Colaborador de empresa, com o prazo vencido",
            cpf=_OUTROS[3],
            nome="Caio Colaborador do Exemplo",
            nivel=PRATA,
            selos=("401",),
            empresas=(
                Participacao(
                    cnpj="11222333000181",
                    razao_social="EMPRESA FICTICIA LTDA",
                    cpf_cadastrador=_OUTROS[0],
                    expira="2020-01-01T00:00:00.000-0300",
                ),
            ),
        ),
        Persona(
            codigo="recusa",
            rotulo="Quem nega a autorização dos dados",
            cpf=_OUTROS[4],
            nome="Rita Recusa do Exemplo",
            nivel=PRATA,
            selos=("401",),
            recusa=True,
        ),
    )
}


def persona_do_cpf(cpf: str) -> Persona | None:
    """A persona de um CPF só com algarismos."""
    return next((persona for persona in PERSONAS.values() if persona.cpf == cpf), None)
