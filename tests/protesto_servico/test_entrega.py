"""Da liberação à CRA: o que entra, o que volta, o que se repete e o que alguém tem de conferir."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from balcao_da_cra import OLINDA, Balcao, guardar, ligar, perfilar

from cenarios.portas import Registro
from hub.auditoria.models import Evento
from hub.credores.models import Convenio, Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import Acionamento
from hub.estrategias.chamadas.arquivos import resposta_guardada
from hub.estrategias.chamadas.erros import SegredoAusente
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.models import Chamada, PerfilDaCRA, SegredoDoCanal
from hub.estrategias.protesto.acesso import AmbienteErrado, EntregaPorArquivo
from hub.estrategias.protesto.entrega import (
    ArquivoDeOutroCodigo,
    RemessaNaoLiberada,
    entregas_do,
    remessa_entregar,
)
from hub.estrategias.protesto.perfil import PerfilAusente
from hub.estrategias.servicos import arquivo_recusado, remessa_planejar
from hub.leiautes.xml import ler_quadros
from simuladores.cra import Parametros

pytestmark = pytest.mark.django_db(transaction=True)


def dia(numero: int) -> date:
    return date(2026, 3, numero)


def test_o_arquivo_liberado_chega_a_cra_e_a_resposta_fica_guardada(balcao: Balcao) -> None:
    chamada = balcao.enviar("protestado", "pago")
    assert (chamada.situacao, chamada.codigo, chamada.tentativas) == ("feita", "0000", 1)
    assert chamada.mensagem == "A CRA recebeu 1 de 1 municípios."
    assert balcao.recebidos() == ["B5820203.261"]
    assert balcao.situacoes() == ["enviada", "enviada"]
    crua = resposta_guardada(chamada).read_bytes()
    assert b"REGISTROS OK" in crua
    assert len(crua) == chamada.resposta_bytes
    assert balcao.eventos("hub:remessa:arquivo_entregue") == 1


def test_o_resumo_e_o_do_que_se_mandou(balcao: Balcao, monkeypatch: pytest.MonkeyPatch) -> None:
    mandados = _mandados(monkeypatch)
    chamada = balcao.enviar("pago")
    assert chamada.enviado_sha256 == hashlib.sha256(mandados[0].encode("iso-8859-1")).hexdigest()
    evento = Evento.objects.get(etiqueta="hub:remessa:arquivo_entregue")
    assert (evento.chaves["sha256"], evento.chaves["arquivo"]) == (chamada.enviado_sha256, "B5820203.261")


def test_arquivo_que_saiu_com_outro_codigo_nao_se_manda(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"codigo_portador": "777"}, ator="teste")
    with pytest.raises(ArquivoDeOutroCodigo, match="hub remessa recusada"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []


def test_entregar_de_novo_nao_chama_de_novo(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    balcao.entregar(remessa)
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.tentativas, balcao.chamou("Remessa")) == (1, 1)
    assert entregas_do(balcao.credor) == []


def test_a_chamada_esta_gravada_desde_a_liberacao(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (chamada,) = Chamada.objects.filter(credor=balcao.credor)
    assert (chamada.situacao, chamada.operacao, chamada.chave) == ("na_fila", "Remessa", "B5820203.261")
    assert entregas_do(balcao.credor) == [remessa]
    assert balcao.chamou("Remessa") == 0


def test_o_que_sai_e_o_que_a_cra_leu(balcao: Balcao) -> None:
    """Os centavos, o nome e o município chegam como estavam no livro."""
    balcao.enviar("pago")
    (titulo,) = balcao.titulos()
    recebido = balcao.servidor.cra.estado.ler("titulos", "B5820203.261").row(0, named=True)
    assert recebido["saldo_titulo"] == int(titulo.valor * 100)
    assert (recebido["nosso_numero"], recebido["municipio"]) == (titulo.nosso_numero, titulo.praca)


@pytest.mark.parametrize(("dinheiro", "na_forma"), [("centavos", "00000000167393"), ("decimal", "1673.93")])
def test_o_dinheiro_vai_na_forma_que_a_cra_quer(
    balcao: Balcao, dinheiro: str, na_forma: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    perfilar(dinheiro=dinheiro)
    mandados = _mandados(monkeypatch)
    balcao.enviar("pago")
    assert f't18="{na_forma}"' in mandados[0]


@pytest.mark.parametrize(("regra", "saldos"), [("todos", 3), ("primeiro", 1)])
def test_a_soma_dos_codevedores_e_a_do_perfil(
    balcao: Balcao, regra: str, saldos: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    perfilar(codevedores=regra)
    mandados = _mandados(monkeypatch)
    balcao.cdas("pago")
    cda = balcao.credor.cdas.get()
    for ordem, nome in ((2, "FULANO"), (3, "BELTRANO")):
        cda.corresponsaveis.create(credor=balcao.credor, ordem=ordem, nome=nome, documento="52998224725")
    (chamada,) = balcao.entregar(balcao.liberar())
    assert chamada.situacao == "feita", chamada.mensagem
    _, quadros, achados = ler_quadros(mandados[0].encode("iso-8859-1"))
    assert quadros["trailler"]["somatorio_valor"].to_list() == [167393 * saldos]
    assert quadros["transacao"].height == 3
    assert achados == []


def _mandados(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """O XML de cada remessa, anotado à passagem; a chamada segue a mesma."""
    from hub.estrategias.protesto import entrega

    mandados: list[str] = []

    def anotar(*args: object, **opcoes: object) -> str:
        mandados.append(original(*args, **opcoes))  # type: ignore[arg-type]
        return mandados[-1]

    original = entrega.em_xml
    monkeypatch.setattr(entrega, "em_xml", anotar)
    return mandados


class TestRecusa:
    """Um município que a CRA não atende volta sozinho; o resto segue."""

    @pytest.fixture
    def parametros(self, parametros: Parametros) -> Parametros:
        return Parametros(usuarios=parametros.usuarios, confere_documento=False, nao_autorizados=("2609600",))

    def test_so_o_municipio_recusado_volta_e_pode_ir_de_novo(self, balcao: Balcao) -> None:
        balcao.cdas("pago", **OLINDA)
        chamada = balcao.enviar("protestado", "pago")
        assert chamada.situacao == "conferir"
        assert chamada.codigo == "2105"
        assert "Olinda" in chamada.mensagem
        de_olinda, *do_recife = balcao.titulos()
        assert (de_olinda.praca, de_olinda.situacao) == ("2609600", "recusada")
        assert {titulo.situacao for titulo in do_recife} == {"enviada"}
        assert f"remessa:{de_olinda.remessa_id}:recusada:2105" in balcao.motivos()
        assert "não autorizado a enviar títulos" in historia_da(de_olinda.cda)[-1].texto
        assert balcao.eventos("hub:remessa:titulos_recusados") == 1
        de_novo = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=dia(3), ator="ana")
        assert de_novo.inclusoes == 1

    def test_a_recusa_da_vizinha_nao_mexe_no_que_e_da_dona(
        self, balcao: Balcao, olinda: Credor, iptu: Registro, tmp_path: Path
    ) -> None:
        balcao.enviar("pago")
        ligar(olinda, balcao.servidor.soap, codigo="901", usuario="olinda")
        dela = Balcao(credor=olinda, servidor=balcao.servidor, iptu=iptu, saida=tmp_path / "olinda")
        dela.enviar("pago", **OLINDA)
        assert (dela.situacoes(), balcao.situacoes()) == (["recusada"], ["enviada"])
        assert set(Chamada.objects.filter(credor=olinda).values_list("chave", flat=True)) == {"B9010203.261"}


class TestRecusaInteira:
    @pytest.fixture
    def parametros(self, parametros: Parametros) -> Parametros:
        return Parametros(usuarios=parametros.usuarios, confere_documento=False, saldo_maximo=100)

    def test_tudo_volta_com_o_codigo(self, balcao: Balcao) -> None:
        balcao.cdas("pago", **OLINDA)
        chamada = balcao.enviar("pago")
        assert (chamada.situacao, chamada.codigo) == ("conferir", "1253")
        assert balcao.situacoes() == ["recusada", "recusada"]
        assert balcao.recebidos() == []
        assert all(motivo.endswith(":recusada:1253") for motivo in balcao.motivos() if "recusada" in motivo)


def test_nenhum_registro_aceito_e_recusa_mesmo_sem_codigo(balcao: Balcao) -> None:
    balcao.falhar("zero")
    chamada = balcao.enviar("pago")
    assert chamada.situacao == "conferir"
    assert "nenhum registro aceito" in chamada.mensagem
    assert balcao.situacoes() == ["recusada"]


def test_total_diferente_do_mandado_se_confere_e_nada_volta(balcao: Balcao) -> None:
    balcao.falhar("total_errado")
    chamada = balcao.enviar("pago")
    assert chamada.situacao == "conferir"
    assert "aceitado 77 registros, e foram 1" in chamada.mensagem
    assert balcao.situacoes() == ["enviada"]


def test_resposta_sem_municipio_se_confere_e_nada_volta(balcao: Balcao) -> None:
    balcao.falhar("sem_municipio")
    chamada = balcao.enviar("pago")
    assert (chamada.situacao, chamada.codigo) == ("conferir", "SEM_MUNICIPIO")
    assert balcao.situacoes() == ["enviada"]


def test_o_que_uma_pessoa_levou_antes_se_confere(balcao: Balcao) -> None:
    """A CRA diz que já tem o arquivo, e o hub não o tinha mandado: nada se decide sozinho."""
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (arquivo,) = remessa.arquivos.all()
    balcao.servidor.cra.receber(arquivo.nome, (balcao.saida / arquivo.nome).read_bytes(), em=remessa.em)
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.codigo) == ("conferir", "1001")
    assert balcao.situacoes() == ["enviada"]


def test_o_que_alguem_registrou_como_recusado_nao_se_manda(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    (arquivo,) = remessa.arquivos.all()
    arquivo_recusado(remessa=remessa, nome=arquivo.nome, motivo="desistimos", ator="ana")
    (chamada,) = balcao.entregar(remessa)
    assert (chamada.situacao, chamada.codigo, balcao.chamou("Remessa")) == ("feita", "DISPENSADA", 0)


def test_pedidos_respondidos_titulo_a_titulo(balcao: Balcao) -> None:
    """Três pagam ao credor; de um deles a CRA não acha o protocolo."""
    balcao.enviar("espera_desistencia", "espera_desistencia", "espera_desistencia")
    balcao.buscar()
    assert balcao.situacoes() == ["em_andamento"] * 3
    balcao.credor.cdas.update(posicao="paga")
    um = balcao.titulos()[0]
    Acionamento.objects.filter(pk=um.pk).update(protocolo="2699999999")
    (chamada,) = balcao.entregar(balcao.liberar(em=dia(3)))
    assert (chamada.operacao, chamada.situacao) == ("Desistencia", "conferir")
    assert "A CRA recebeu 2 de 3 pedidos." in chamada.mensagem
    assert balcao.situacoes() == ["confirmada", "desistencia_pedida", "desistencia_pedida"]
    assert any(motivo.endswith(":recusada:2012") for motivo in balcao.motivos())
    assert "Título não encontrado" in historia_da(um.cda)[-1].texto


def test_cancelamento_e_anuencia_vao_cada_um_na_sua_operacao(balcao: Balcao) -> None:
    balcao.enviar("protestado", "protestado")
    balcao.buscar()
    balcao.buscar(em=dia(12))
    assert balcao.situacoes() == ["protestada"] * 2
    balcao.credor.cdas.filter(pk=balcao.titulos()[0].cda_id).update(posicao="paga")
    balcao.credor.cdas.filter(pk=balcao.titulos()[1].cda_id).update(posicao="cancelada")
    chamadas = balcao.entregar(balcao.liberar(em=dia(13)))
    assert {c.operacao: c.situacao for c in chamadas} == {"Cancelamento": "feita", "Autoriza_Cancelamento": "feita"}
    assert set(balcao.situacoes()) == {"cancelamento_pedido", "anuencia_enviada"}


def test_titulo_respondido_que_nao_e_do_arquivo_nao_muda_nada(balcao: Balcao) -> None:
    balcao.enviar("espera_desistencia")
    balcao.buscar()
    balcao.credor.cdas.update(posicao="paga")
    balcao.falhar("outro_titulo")
    (chamada,) = balcao.entregar(balcao.liberar(em=dia(3)))
    assert chamada.situacao == "conferir"
    assert "Respondeu por 1 títulos que não estão no arquivo." in chamada.mensagem
    assert balcao.situacoes() == ["desistencia_pedida"]


def test_o_que_impede_a_ligacao_se_diz_e_nada_se_chama(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    SegredoDoCanal.objects.all().delete()
    with pytest.raises(SegredoAusente, match="hub canal segredo"):
        balcao.entregar(remessa)
    PerfilDaCRA.objects.all().delete()
    with pytest.raises(PerfilAusente, match="hub cra perfil"):
        balcao.entregar(remessa)
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"entrega": "arquivo"}, ator="teste")
    with pytest.raises(EntregaPorArquivo, match="entrega=servico"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []


def test_ensaio_nao_chega_a_producao_nem_o_que_vale_a_homologacao(balcao: Balcao) -> None:
    balcao.cdas("pago")
    remessa = balcao.liberar()
    perfilar(ambiente="homologacao")
    with pytest.raises(AmbienteErrado, match="não se manda à homologação"):
        balcao.entregar(remessa)
    Convenio.objects.all().delete()
    perfilar(ambiente="producao")
    with pytest.raises(AmbienteErrado, match="Nada de ensaio chega à produção"):
        balcao.entregar(remessa)
    assert balcao.servidor.chamadas == []
    perfilar(ambiente="homologacao")
    (chamada,) = balcao.entregar(remessa)
    assert chamada.situacao == "feita"


def test_remessa_que_nao_se_liberou_nao_se_entrega(balcao: Balcao) -> None:
    balcao.cdas("pago")
    plano = remessa_planejar(credor=balcao.credor, estrategia="protesto", em=dia(2), ator="ana")
    with pytest.raises(RemessaNaoLiberada):
        remessa_entregar(remessa=plano, ator="ana")


def test_por_arquivo_nada_muda(balcao: Balcao) -> None:
    canal_configurar(credor=balcao.credor, estrategia="protesto", ditas={"entrega": "arquivo"}, ator="teste")
    balcao.cdas("pago")
    balcao.liberar()
    assert not Chamada.objects.exists()


def test_a_senha_trocada_vale_na_chamada_seguinte(balcao: Balcao) -> None:
    guardar(balcao.credor, usuario="recife", senha="velha")
    guardar(balcao.credor, usuario="recife", senha="palavra-que-ninguem-ve-7731")
    assert balcao.enviar("pago").situacao == "feita"
