"""Quem aparece na demonstração. Tudo fictício; os CNPJs têm dígitos certos e não são de ninguém."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from hub.acesso.cpf import cpf_atribuir, pessoa_do_cpf
from hub.acesso.models import Perfil
from hub.acesso.pessoas import pessoa_vincular, senha_trocar
from hub.comum.numeros_ficticios import cpfs_ficticios
from hub.credores.models import Credor
from hub.credores.servicos import convenio_assinar, credor_criar
from hub.estrategias.configuracao import canal_configurar

ATOR = "demonstração"


@dataclass(frozen=True, kw_only=True)
class Ente:
    cnpj: str
    nome: str
    municipio_ibge: str
    municipio: str
    uf: str
    cep: str
    #: código de apresentante na CRA simulada
    codigo: str


DONA = Ente(
    cnpj="99001001000118",
    nome="Município do Recife (demonstração)",
    municipio_ibge="2611606",
    municipio="Recife",
    uf="PE",
    cep="50030230",
    codigo="901",
)
VIZINHA = Ente(
    cnpj="99002002000187",
    nome="Município de Olinda (demonstração)",
    municipio_ibge="2609600",
    municipio="Olinda",
    uf="PE",
    cep="53020140",
    codigo="902",
)
#: acesso, nome, ente, perfil e o CPF, fictício, da conta no gov.br simulado: ouro, prata, bronze e sócio
PESSOAS = (
    ("ana", "Ana", DONA, "gestor", "12345678909"),
    ("carla", "Carla", DONA, "gestor", "11144477735"),
    ("beto", "Beto", DONA, "consulta", "52998224725"),
    ("olga", "Olga", VIZINHA, "gestor", cpfs_ficticios(2026, 2)[1]),
)


@transaction.atomic
def criar(ente: Ente) -> Credor:
    """O credor com convênio vigente e o protesto configurado; repetir não duplica."""
    credor = credor_criar(
        cnpj=ente.cnpj,
        nome=ente.nome,
        tipo="MUNICIPIO",
        ator=ATOR,
        municipio_ibge=ente.municipio_ibge,
        municipio=ente.municipio,
        uf=ente.uf,
        endereco="Praça da Demonstração, 1",
        cep=ente.cep,
    )
    if not credor.convenios.exists():
        convenio_assinar(
            credor=credor, assinado_por="Prefeitura (demonstração)", vigencia_inicio=date(2024, 1, 1), ator=ATOR
        )
    canal_configurar(credor=credor, estrategia="protesto", ditas={"codigo_portador": ente.codigo}, ator=ATOR)
    return credor


@transaction.atomic
def convidar() -> dict[str, str]:
    """As pessoas da demonstração, cada uma com senha nova: `{acesso: senha}`."""
    senhas, agora = {}, timezone.now()
    for acesso, nome, ente, perfil, cpf in PESSOAS:
        credor = Credor.objects.get(cnpj=ente.cnpj)
        pessoa = pessoa_vincular(acesso=acesso, credor=credor, perfil=Perfil(perfil), ator=ATOR, agora=agora, nome=nome)
        if pessoa_do_cpf(cpf) is None:
            cpf_atribuir(pessoa=pessoa, cpf=cpf, ator=ATOR, agora=agora)
        senhas[acesso] = senha_trocar(pessoa=pessoa, ator=ATOR, agora=agora)
    return senhas
