"""`hub documentos`: o segredo vem do ambiente ou da entrada, nunca de argumento, e nunca aparece."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.management import call_command
from django.utils import timezone

from hub.credores.models import Credor
from hub.documentos.assinatura import assinador_do
from hub.documentos.certificados import pkcs12_de_ensaio
from hub.documentos.correio.servidores import servidor_do

pytestmark = pytest.mark.django_db


def rodar(capsys: pytest.CaptureFixture[str], *argumentos: str) -> dict[str, object]:
    call_command("documentos", *argumentos, "--json")
    resposta: dict[str, object] = json.loads(capsys.readouterr().out)
    return resposta


def test_certificado_de_ensaio_e_de_verdade(
    recife: Credor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rodar(capsys, "certificado", "--credor", recife.cnpj, "--ensaio")["de_ensaio"] is True
    chave, certificado, _ = pkcs12.load_key_and_certificates(pkcs12_de_ensaio("Recife", timezone.now()), None)
    assert chave is not None
    cifra = BestAvailableEncryption(b"senha-do-arquivo")
    arquivo = tmp_path / "credor.p12"
    arquivo.write_bytes(pkcs12.serialize_key_and_certificates(None, chave, certificado, None, cifra))
    monkeypatch.setenv("HUB_SENHA_DO_CERTIFICADO", "senha-do-arquivo")
    feito = rodar(capsys, "certificado", "--credor", recife.cnpj, "--arquivo", str(arquivo))
    assert feito["de_ensaio"] is False
    assinador = assinador_do(recife)
    assert assinador is not None
    assert assinador.signing_cert.sha256.hex() == feito["sha256"]
    assert "senha-do-arquivo" not in str(feito)


def test_senha_errada_sai_com_um_e_diz(
    recife: Credor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arquivo = tmp_path / "x.p12"
    arquivo.write_bytes(b"nada")
    monkeypatch.setenv("HUB_SENHA_DO_CERTIFICADO", "x")
    with pytest.raises(SystemExit) as saida:
        call_command("documentos", "certificado", "--credor", recife.cnpj, "--arquivo", str(arquivo), "--json")
    assert saida.value.code == 1
    assert json.loads(capsys.readouterr().out)["erro"] == "CERTIFICADO_RECUSADO"


def test_correio(recife: Credor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HUB_CORREIO", "smtp://gente:segredo@smtp.recife.test:587/?remetente=cartas@recife.test")
    feito = rodar(capsys, "correio", "--credor", recife.cnpj)
    assert feito == {"servidor": "smtp.recife.test", "porta": 587, "remetente": "cartas@recife.test"}
    assert (servidor_do(recife).usuario, servidor_do(recife).senha) == ("gente", "segredo")
