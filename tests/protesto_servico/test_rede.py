"""A rede falha de todos os modos: o que passa se repete sem duplicar, o que não passa desliga o canal e se explica."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from balcao_da_cra import SENHA, Balcao, guardar, ligar, no_ar, perfilar
from certificado_de_teste import certificado_de_teste
from django.db import connection, transaction
from django.utils import timezone

from cenarios.portas import Registro
from hub.auditoria.models import Evento
from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.credores.models import Credor
from hub.estrategias.chamadas import disjuntor
from hub.estrategias.chamadas.disjuntor import DESCANSO, EXPERIENCIA, LIMITE, canal_religar, disjuntor_passar
from hub.estrategias.chamadas.entregas import remessas_por_retomar
from hub.estrategias.chamadas.erros import CanalDesligado, CanalJaLigado, ChamadaEmCurso
from hub.estrategias.chamadas.execucao import ESPERAS
from hub.estrategias.models import Chamada, Disjuntor, SituacaoDaChamada
from hub.estrategias.protesto.cra21 import cliente
from simuladores.cra import CRA, Parametros
from simuladores.cra.servidor import Servidor

pytestmark = pytest.mark.django_db(transaction=True)

#: Falhas de passagem: o código que fica, e se a CRA chegou a receber.
PASSAGEIRAS = {
    "html": ("HTTP_502", False),
    "erro": ("HTTP_500", False),
    "html_200": ("HTML", False),
    "falta": ("FAULT", False),
    "apos_gravar": ("RemoteProtocolError", True),
    "vazio": ("VAZIO", True),
    "envelope_vazio": ("VAZIO", True),
    "lento": ("ReadTimeout", True),
    "pinga": ("PRAZO", True),
    "grande": ("RESPOSTA_GRANDE", True),
}
#: As que uma pessoa resolve.
PERMANENTES = {
    "falta_do_cliente": ("FAULT", "Avise o operador"),
    "redireciona": ("HTTP_302", "outro endereço"),
    "some": ("HTTP_404", "não existe"),
    "sem_acesso": ("0001", "usuário e a senha"),
}


@pytest.mark.parametrize("falha", PASSAGEIRAS)
def test_falha_passageira_se_repete_e_o_arquivo_entra_uma_vez(
    balcao: Balcao, falha: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cliente, "LIMITE_DA_RESPOSTA", 500_000)
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.falhar(falha)
    (chamada,) = balcao.entregar(remessa)
    codigo, chegou = PASSAGEIRAS[falha]
    assert (chamada.situacao, chamada.codigo) == ("na_fila", codigo)
    assert chamada.proxima_em is not None
    assert chamada.proxima_em > timezone.now()
    assert balcao.situacoes() == ["enviada"]
    balcao.servidor.solto.set()
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("feita", "1001" if chegou else "0000")
    assert balcao.recebidos() == ["B5820203.261"]
    assert balcao.situacoes() == ["enviada"]
    assert balcao.disjuntor().falhas == 0


@pytest.mark.parametrize("falha", PERMANENTES)
def test_falha_permanente_desliga_o_canal_ate_alguem_religar(balcao: Balcao, falha: str) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.falhar(falha)
    (chamada,) = balcao.entregar(remessa)
    codigo, dito = PERMANENTES[falha]
    assert (chamada.situacao, chamada.codigo) == ("parada", codigo)
    assert dito in chamada.mensagem
    assert (balcao.disjuntor().estado, balcao.disjuntor().permanente) == ("aberto", True)
    ouvidas = len(balcao.servidor.chamadas)
    with pytest.raises(CanalDesligado, match="religue-o"):
        balcao.entregar(remessa)
    assert len(balcao.servidor.chamadas) == ouvidas
    assert canal_religar(credor=balcao.credor, estrategia="protesto", ator="ana", agora=timezone.now()) == 1
    (chamada,) = balcao.entregar(remessa, insistir=False)
    assert chamada.situacao == "feita"
    assert (balcao.eventos("hub:canal:desligado"), balcao.eventos("hub:canal:religado")) == (1, 1)


def test_senha_errada_se_conserta_e_segue(balcao: Balcao) -> None:
    guardar(balcao.credor, usuario="recife", senha="errada")
    chamada = balcao.enviar("pago")
    assert (chamada.situacao, chamada.codigo) == ("parada", "HTTP_401")
    guardar(balcao.credor, usuario="recife", senha=SENHA)
    canal_religar(credor=balcao.credor, estrategia="protesto", ator="ana", agora=timezone.now())
    (chamada,) = balcao.entregar(balcao.credor.remessas.get())
    assert chamada.situacao == "feita"


def test_desligado_para_um_credor_o_canal_da_vizinha_segue(
    balcao: Balcao, olinda: Credor, iptu: Registro, tmp_path: Path
) -> None:
    guardar(balcao.credor, usuario="recife", senha="errada")
    balcao.enviar("pago")
    ligar(olinda, balcao.servidor.soap, codigo="901", usuario="olinda")
    dela = Balcao(credor=olinda, servidor=balcao.servidor, iptu=iptu, saida=tmp_path / "olinda")
    assert dela.enviar("pago").situacao == "feita"
    assert not Disjuntor.objects.filter(credor=olinda).exclude(estado="fechado").exists()
    with pytest.raises(CanalJaLigado):
        canal_religar(credor=olinda, estrategia="protesto", ator="olga", agora=timezone.now())
    assert balcao.disjuntor().estado == "aberto"


def test_a_espera_cresce_ate_parar(balcao: Balcao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disjuntor, "LIMITE", 100)
    balcao.cdas("pago")
    remessa = balcao.liberar()
    esperas = []
    for _ in ESPERAS:
        balcao.falhar("erro")
        (chamada,) = balcao.entregar(remessa)
        assert chamada.proxima_em is not None
        assert chamada.terminou_em is not None
        esperas.append(chamada.proxima_em - chamada.terminou_em)
    assert esperas == list(ESPERAS)
    balcao.falhar("erro")
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.tentativas) == ("parada", len(ESPERAS) + 1)


def test_antes_da_hora_so_uma_pessoa_faz_tentar(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.falhar("erro")
    balcao.entregar(remessa)
    (chamada,) = balcao.entregar(remessa, insistir=False)
    assert (chamada.tentativas, balcao.chamou("Remessa")) == (1, 0)
    assert remessas_por_retomar("protesto", timezone.now()) == []
    assert remessas_por_retomar("protesto", timezone.now() + ESPERAS[0]) == [remessa.pk]
    (chamada,) = balcao.entregar(remessa)
    assert chamada.situacao == "feita"


def test_falhas_seguidas_abrem_e_depois_do_descanso_um_so_experimenta(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    for _ in range(LIMITE):
        balcao.falhar("erro")
        balcao.entregar(remessa)
    aberto = balcao.disjuntor()
    assert (aberto.estado, aberto.permanente, aberto.falhas) == ("aberto", False, LIMITE)
    with pytest.raises(CanalDesligado, match="Experimenta-se de novo"):
        balcao.entregar(remessa)
    depois = timezone.now() + DESCANSO + timedelta(seconds=1)
    passar = {"credor": balcao.credor, "estrategia": "protesto"}
    disjuntor_passar(**passar, agora=depois)  # type: ignore[arg-type]
    assert balcao.disjuntor().estado == "meio"
    with pytest.raises(CanalDesligado):
        disjuntor_passar(**passar, agora=depois)  # type: ignore[arg-type]
    # Quem experimentava morreu: passado o tempo da experiência, outro pode.
    disjuntor_passar(**passar, agora=depois + EXPERIENCIA)  # type: ignore[arg-type]


def test_a_experiencia_que_responde_religa_sozinha(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    for _ in range(LIMITE):
        balcao.falhar("erro")
        balcao.entregar(remessa)
    Disjuntor.objects.update(proxima_em=timezone.now())
    (chamada,) = balcao.entregar(remessa)
    assert chamada.situacao == "feita"
    assert (balcao.disjuntor().estado, balcao.disjuntor().falhas) == ("fechado", 0)
    assert balcao.eventos("hub:canal:religado") == 1


def test_servidor_que_nao_atende_e_falha_de_passagem(balcao: Balcao) -> None:
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        perfilar(endereco=f"http://127.0.0.1:{tomada.getsockname()[1]}/crape/xml/protestos.php")
    chamada = balcao.enviar("pago")
    assert (chamada.situacao, chamada.codigo) == ("na_fila", "ConnectError")


class TestCertificado:
    """Um servidor TLS de verdade, com um certificado que ninguém assinou."""

    @pytest.fixture
    def certificado(self, tmp_path: Path) -> Path:
        return certificado_de_teste(tmp_path / "cra.pem", em=datetime.now(UTC))

    def test_certificado_que_nao_confere_nao_recebe_nada(
        self, balcao: Balcao, certificado: Path, tmp_path: Path, parametros: Parametros
    ) -> None:
        falso = Servidor(CRA(tmp_path / "falsa", parametros=parametros), certificado=certificado)
        with no_ar(falso):
            perfilar(endereco=falso.soap)
            chamada = balcao.enviar("pago")
        assert (chamada.situacao, chamada.codigo) == ("parada", "CERTIFICADO")
        assert "certificado" in chamada.mensagem
        assert falso.chamadas == []
        assert balcao.disjuntor().permanente

    def test_certificado_de_autoridade_instalada_confere(
        self,
        balcao: Balcao,
        certificado: Path,
        tmp_path: Path,
        parametros: Parametros,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificado))
        bom = Servidor(CRA(tmp_path / "boa", parametros=parametros), certificado=certificado)
        with no_ar(bom):
            perfilar(endereco=bom.soap)
            assert balcao.enviar("pago").situacao == "feita"
        assert [nome for _, nome in bom.chamadas] == ["B5820203.261"]


def test_dois_trabalhadores_nao_fazem_a_mesma_chamada_e_nenhum_prende_o_banco(
    balcao: Balcao, monkeypatch: pytest.MonkeyPatch
) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.falhar("lento")
    # Ninguém desiste enquanto o teste olha.
    monkeypatch.setattr(cliente.chamar, "__defaults__", (cliente.PRAZOS,))

    def trabalhar() -> None:
        try:
            balcao.entregar(remessa)
        finally:
            connection.close()

    um = threading.Thread(target=trabalhar)
    um.start()
    while not balcao.servidor.chamadas:
        um.join(0.01)
    with pytest.raises(ChamadaEmCurso):
        balcao.entregar(remessa)
    chamada = Chamada.objects.get()
    assert (chamada.situacao, chamada.tentativas) == (SituacaoDaChamada.EM_CURSO, 1)
    # Como dono: os outros papéis não veem que conexões são essas.
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
        )
        assert cursor.fetchone() == (0,)
    balcao.servidor.solto.set()
    um.join()
    assert balcao.chamou("Remessa") == 1
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.codigo, balcao.recebidos()) == ("1001", ["B5820203.261"])


def test_dentro_de_uma_transacao_nao_se_chama(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    with pytest.raises(RuntimeError, match="dentro de uma transação"), transaction.atomic():
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []


@pytest.mark.parametrize("falha", ["", "sem_acesso", "html_200", "apos_gravar", "falta"])
def test_a_senha_nao_aparece_em_lugar_nenhum(
    balcao: Balcao, falha: str, caplog: pytest.LogCaptureFixture, pasta_de_trabalho: Path
) -> None:
    caplog.set_level("DEBUG")
    if falha:
        balcao.falhar(falha)
    chamada = balcao.enviar("pago")
    em_basic = "cmVjaWZl"  # o começo de "recife:…" em base64, como a autenticação o leva
    ditos = [caplog.text, str(list(Chamada.objects.values())), str(list(Disjuntor.objects.values()))]
    ditos += [str(list(Evento.objects.values())), chamada.mensagem]
    ditos += [
        arquivo.read_bytes().decode("latin1")
        for arquivo in pasta_de_trabalho.rglob("*")
        if arquivo.is_file() and "cra" not in arquivo.parts
    ]
    assert not any(SENHA in dito or em_basic in dito for dito in ditos)
