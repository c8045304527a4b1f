"""Trocar o segredo sem parar o sistema, e o fim de tudo: encerrar a troca, revogar, vencer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from credenciais import com_token, credencial_de, pedir_como, token_de
from hub.acesso.credenciais import credencial_revogar, segredo_trocar, troca_encerrar
from hub.acesso.models import CredencialDeApi, Especie, TokenDeApi
from hub.auditoria.models import Evento
from hub.credores.models import Credor

pytestmark = pytest.mark.django_db


def vale(token: str) -> bool:
    return Client().get("/api/v1/resultados", headers=com_token(token)).status_code == 200


def test_a_troca_deixa_valer_os_dois_ate_o_prazo(recife: Credor) -> None:
    credencial, antigo = credencial_de(recife)
    agora = timezone.now()
    comum: dict[str, Any] = {"credor": recife, "credencial": credencial.pk, "ator": "ana", "agora": agora}
    _, novo, anterior_ate = segredo_trocar(**comum, horas=72)
    assert anterior_ate == agora + timedelta(hours=72)
    assert pedir_como(credencial, antigo).status_code == pedir_como(credencial, novo).status_code == 200
    credencial.segredos.filter(vale_ate__isnull=False).update(vale_ate=agora)
    assert pedir_como(credencial, antigo).status_code == 401
    assert pedir_como(credencial, novo).status_code == 200


def test_encerrar_a_troca_e_trocar_com_zero_horas_derrubam_o_anterior_na_hora(recife: Credor) -> None:
    credencial, primeiro = credencial_de(recife)
    comum: dict[str, Any] = {"credor": recife, "credencial": credencial.pk, "ator": "ana", "agora": timezone.now()}
    _, segundo, _ = segredo_trocar(**comum)
    troca_encerrar(**comum)
    troca_encerrar(**comum)
    assert pedir_como(credencial, primeiro).status_code == 401
    _, terceiro, _ = segredo_trocar(**comum, horas=0)
    assert [pedir_como(credencial, cada).status_code for cada in (primeiro, segundo, terceiro)] == [401, 401, 200]
    assert [e.etiqueta for e in Evento.objects.filter(etiqueta__startswith="hub:credencial:").order_by("pk")] == [
        "hub:credencial:criada",
        "hub:credencial:segredo_trocado",
        "hub:credencial:troca_encerrada",
        "hub:credencial:segredo_trocado",
    ]


def test_trocar_durante_a_troca_deixa_valer_so_os_dois_ultimos(recife: Credor) -> None:
    credencial, primeiro = credencial_de(recife)
    comum: dict[str, Any] = {"credor": recife, "credencial": credencial.pk, "ator": "ana", "agora": timezone.now()}
    _, segundo, _ = segredo_trocar(**comum)
    _, terceiro, _ = segredo_trocar(**comum)
    assert [pedir_como(credencial, cada).status_code for cada in (primeiro, segundo, terceiro)] == [401, 200, 200]


def test_revogar_derruba_os_tokens_na_hora(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    token, outro = token_de(credencial, segredo), token_de(*credencial_de(recife))
    assert vale(token)
    credencial_revogar(credor=recife, credencial=credencial.pk, ator="ana", agora=timezone.now())
    assert not vale(token)
    assert vale(outro)


def test_o_token_nao_passa_do_ultimo_dia_da_credencial(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife, ate=timezone.localdate(), especie=Especie.ENSAIO)
    token = token_de(credencial, segredo)
    assert TokenDeApi.objects.get().vence_em <= timezone.now() + timedelta(hours=1)
    assert vale(token)
    CredencialDeApi.objects.update(ate=timezone.localdate() - timedelta(days=1))
    assert not vale(token)


def test_o_vencido_nao_vale_e_se_apaga_quando_se_pede_outro(recife: Credor) -> None:
    credencial, segredo = credencial_de(recife)
    token = token_de(credencial, segredo)
    TokenDeApi.objects.update(vence_em=timezone.now() - timedelta(seconds=1))
    resposta = Client().get("/api/v1/resultados", headers=com_token(token))
    assert resposta.status_code == 401
    assert resposta["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert vale(token_de(credencial, segredo))
    assert TokenDeApi.objects.count() == 1


def test_o_segredo_nao_serve_de_token(recife: Credor) -> None:
    _, segredo = credencial_de(recife)
    assert not vale(segredo)
