"""A demonstração conta o caminho inteiro, e o que ela diz está no banco."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from rich.console import Console

from hub.credores.models import Credor
from hub.documentos.models import Documento, Especie, LoteDeDocumentos, SituacaoDoLoteDeDocumentos
from hub.projeto.demo import papeis
from hub.projeto.demo.personagens import DONA, VIZINHA
from hub.projeto.demo.roteiro import Roteiro

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def poucas_cartas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papeis, "CARTAS", 5)


def test_do_nada_ao_resultado(db: None) -> None:
    tela = io.StringIO()
    resultado = Roteiro(Console(file=tela, width=160), quantidade=40, em=timezone.localdate()).contar()
    dona, vizinha = (Credor.objects.get(cnpj=ente.cnpj) for ente in (DONA, VIZINHA))
    assert resultado["auditoria"]["integra"]
    assert resultado["cdas"]["total"] == dona.cdas.count() > 0
    (protesto,) = resultado["por_estrategia"]
    assert protesto["enviadas"] > 0
    lote = LoteDeDocumentos.objects.get()
    assert (lote.credor, lote.situacao) == (dona, SituacaoDoLoteDeDocumentos.PRONTO)
    assert not Documento.objects.filter(credor=vizinha).exists()
    certidao = Documento.objects.get(especie=Especie.CDA)
    assert f"/conferir/{certidao.codigo[:4]}" in tela.getvalue()
