"""A credencial: o que se aceita ao criá-la, as redes dela e o comando."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from ipaddress import IPv6Address, ip_network
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from credenciais import credencial_de, pedir_como, token_de
from hub.acesso.credenciais import PREFIXO_DO_CLIENTE, credencial_revogar, segredo_trocar
from hub.acesso.erros import CredencialDesconhecida
from hub.acesso.escopos import DA_EQUIPE, Escopo
from hub.acesso.models import CredencialDeApi, Especie, SegredoDeApi
from hub.acesso.redes import endereco_permitido, lugar_de, rede_normalizar
from hub.auditoria.models import Evento
from hub.comum.erros import Recusa
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db


def test_sem_dizer_escopos_a_credencial_tem_os_da_especie(recife: Credor) -> None:
    for especie in Especie:
        credencial, _ = credencial_de(recife, especie=especie)
        assert set(credencial.escopos) == (DA_EQUIPE if especie == Especie.EQUIPE else set(Escopo))
        assert credencial.client_id.startswith(PREFIXO_DO_CLIENTE)
    assert CredencialDeApi.objects.values("client_id").distinct().count() == len(Especie)


@pytest.mark.parametrize(
    ("dados", "dito"),
    [
        ({"nome": ""}, "nome"),
        ({"nome": "x" * 61}, "nome"),
        ({"escopos": []}, "escopos"),
        ({"escopos": ["tudo"]}, "tudo"),
        ({"especie": Especie.EQUIPE, "escopos": ["cdas:ler", "cdas:enviar"]}, "cdas:enviar"),
        ({"redes": ["192.0.2.0/33"]}, "192.0.2.0/33 não é uma rede"),
        ({"redes": ["interna"]}, "interna não é uma rede"),
        ({"redes": ["::ffff:192.0.2.0/120"]}, "Escreva-a como IPv4"),
        ({"redes": ["fe80::1%eth0"]}, "não é uma rede"),
        ({"redes": [f"192.0.2.{n}" for n in range(21)]}, "São 21 redes"),
        ({"por_minuto": 0}, "chamadas por minuto"),
        ({"por_minuto": 10**9}, "chamadas por minuto"),
    ],
)
def test_credencial_que_nao_cabe_diz_por_que(dados: dict[str, Any], dito: str, recife: Credor) -> None:
    with pytest.raises(Recusa) as erro:
        credencial_de(recife, **dados)
    assert dito in erro.value.mensagem
    assert not CredencialDeApi.objects.exists()
    assert not SegredoDeApi.objects.exists()


def test_prazo_no_passado_nao_se_aceita(recife: Credor) -> None:
    with pytest.raises(Recusa, match="já passou"):
        credencial_de(recife, ate=timezone.localdate() - timedelta(days=1))


def test_a_de_outro_credor_e_a_revogada_nao_se_mudam(recife: Credor, olinda: Credor) -> None:
    credencial, _ = credencial_de(recife)
    comum: dict[str, Any] = {"credencial": credencial.pk, "ator": "olga", "agora": timezone.now()}
    for servico in (segredo_trocar, credencial_revogar):
        with pytest.raises(CredencialDesconhecida):
            servico(credor=olinda, **comum)
    credencial_revogar(credor=recife, **comum)
    for servico in (segredo_trocar, credencial_revogar):
        with pytest.raises(CredencialDesconhecida):
            servico(credor=recife, **comum)


# As redes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("redes", "endereco", "entra"),
    [
        ([], "203.0.113.9", True),
        ([], "", True),
        (["192.0.2.0/24"], "192.0.2.255", True),
        (["192.0.2.0/24"], "192.0.3.0", False),
        (["192.0.2.7/32"], "192.0.2.7", True),
        (["192.0.2.7/32"], "192.0.2.8", False),
        (["2001:db8::/32"], "2001:db8:ffff::1", True),
        (["2001:db8::/32"], "2001:db9::1", False),
        (["2001:db8::/32"], "192.0.2.7", False),
        (["192.0.2.0/24", "2001:db8::/32"], "2001:db8::1", True),
        # IPv4 numa conexão IPv6 é o mesmo endereço.
        (["192.0.2.0/24"], "::ffff:192.0.2.7", True),
        (["0.0.0.0/0"], "2001:db8::1", False),
        (["::/80"], "::ffff:192.0.2.7", False),
        (["192.0.2.0/24"], "192.0.2.7, 10.0.0.1", False),
        (["192.0.2.0/24"], "", False),
        (["192.0.2.0/24"], "unix:", False),
        (["192.0.2.0/24"], "192.0.2.07", False),
    ],
)
def test_endereco_e_rede(redes: list[str], endereco: str, entra: bool) -> None:  # noqa: FBT001 - parâmetro do caso
    assert endereco_permitido(endereco, redes) is entra


@given(rede=st.ip_addresses().flatmap(lambda ip: st.integers(0, ip.max_prefixlen).map(lambda bits: f"{ip}/{bits}")))
def test_a_rede_escrita_e_a_mesma_rede(rede: str) -> None:
    esperada = ip_network(rede, strict=False)
    try:
        escrita = rede_normalizar(rede)
    except ValueError:
        assert esperada.version == 6
        return
    assert ip_network(escrita) == esperada
    assert rede_normalizar(escrita) == escrita
    for ponta in (esperada.network_address, esperada.broadcast_address):
        # Um IPv4 escrito como IPv6 é IPv4: nenhuma rede de IPv6 o alcança, nem a que o conteria.
        e_ipv4 = isinstance(ponta, IPv6Address) and ponta.ipv4_mapped is not None
        assert endereco_permitido(str(ponta), [escrita]) is not e_ipv4


@given(st.ip_addresses(v=6))
def test_o_lugar_em_ipv6_e_a_rede_de_64(endereco: Any) -> None:
    lugar = lugar_de(str(endereco))
    if endereco.ipv4_mapped:
        assert lugar == str(endereco.ipv4_mapped)
    else:
        assert endereco in ip_network(lugar)
        assert lugar_de(str(IPv6Address(int(endereco) ^ 1))) == lugar


def test_rede_se_guarda_normalizada_e_sem_repetir(recife: Credor) -> None:
    credencial, _ = credencial_de(recife, redes=["192.0.2.7", "192.0.2.9/24", "192.0.2.0/24", "2001:DB8::/32"])
    assert credencial.redes == ["192.0.2.7/32", "192.0.2.0/24", "2001:db8::/32"]


# O comando -----------------------------------------------------------------------------------------------------------


def comando(*argumentos: str) -> dict[str, Any]:
    saida = io.StringIO()
    call_command("chave", *argumentos, "--json", stdout=saida)
    return dict(json.loads(saida.getvalue()))


def test_o_comando_cria_lista_troca_encerra_e_revoga(recife: Credor) -> None:
    credor = ("--credor", recife.cnpj)
    criada = comando("criar", *credor, "--nome", "ERP", "--rede", "127.0.0.0/8", "--escopo", "cdas:ler")
    assert criada.keys() >= {"chave", "nome", "client_id", "segredo", "especie", "escopos"}
    credencial, numero = CredencialDeApi.objects.get(), str(criada["chave"])
    assert criada["client_id"] == credencial.client_id
    token = token_de(credencial, criada["segredo"])
    (listada,) = comando("listar", *credor)["chaves"]
    assert (listada["situacao"], listada["redes"], listada["ultimo_uso"]) == ("em uso", ["127.0.0.0/8"], None)
    assert criada["segredo"] not in json.dumps(listada)
    trocada = comando("trocar", *credor, "--chave", numero, "--horas", "1")
    assert pedir_como(credencial, criada["segredo"]).status_code == 200
    assert comando("listar", *credor)["chaves"][0]["anterior_vale_ate"] == trocada["anterior_vale_ate"]
    comando("encerrar-troca", *credor, "--chave", numero)
    assert pedir_como(credencial, criada["segredo"]).status_code == 401
    assert pedir_como(credencial, trocada["segredo"]).status_code == 200
    assert comando("revogar", *credor, "--chave", numero)["situacao"] == "revogada"
    assert Client().get("/api/v1/limites", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert comando("listar", *credor)["chaves"][0]["situacao"] == "revogada"
    guardado = str(list(Evento.objects.values())) + str(list(SegredoDeApi.objects.values()))
    assert criada["segredo"] not in guardado
