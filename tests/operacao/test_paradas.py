"""Um canal ou um credor parado: nada se inclui, as baixas seguem, a vizinha nada percebe."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from abuso.atacante import Sistema
from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo, por_tela
from hub.acesso.models import Usuario
from hub.comum.situacoes import REDUZEM, TipoDeMovimento
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Remessa, SituacaoDaRemessa
from hub.estrategias.registro import canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.operacao.erros import CanalParado
from hub.operacao.models import EspecieDeChave

pytestmark = pytest.mark.django_db
E = EspecieDeChave


def enviar(credor: Credor, iptu: Registro, *numeros: str) -> None:
    for numero in numeros:
        assert por_arquivo(credor, iptu | {"numero_cda": numero}, em=date(2026, 3, 1)).resultado == "aceita"


def planejar(credor: Credor, em: date) -> Remessa:
    return remessa_planejar(credor=credor, estrategia="protesto", em=em, ator="ana")


def no_cartorio_e_paga(credor: Credor, iptu: Registro, em: date, pasta: Path) -> None:
    """Uma CDA protocolada que o devedor pagou ao credor: pede desistência."""
    enviar(credor, iptu, "2024/000001")
    remessa_liberar(remessa=planejar(credor, em), saida=pasta, ator="ana")
    conteudo = cartorio.confirmacao(Acionamento.objects.filter(credor=credor))
    retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome="C9990403.261", ator="ana", credor=credor)
    Sistema(credor).post(
        "/movimentos",
        {"numero_cda": "2024/000001", "tipo": "PAGAMENTO_TOTAL", "data": "2026-03-01", "valor": "1673.93"},
    )
    assert CDA.objects.get(credor=credor).posicao == "paga"


@pytest.fixture(params=["canal", "canal do credor", "credor"])
def parar(request: pytest.FixtureRequest, recife: Credor, ligar: Any) -> Any:
    """Cada modo de parar o que recife manda a protesto."""
    modos: dict[str, tuple[E, dict[str, Any]]] = {
        "canal": (E.PARAR_CANAL, {"canal": "protesto"}),
        "canal do credor": (E.PARAR_CANAL, {"canal": "protesto", "credor": recife}),
        "credor": (E.PARAR_CREDOR, {"credor": recife}),
    }
    especie, dados = modos[request.param]
    return lambda **mais: ligar(especie, **dados, **mais)


def test_o_plano_retem_com_o_motivo_e_volta_sozinho(
    parar: Any, desligar: Any, recife: Credor, iptu: Registro, ana: Usuario, em: date
) -> None:
    enviar(recife, iptu, "2024/000001", "2024/000002")
    chave = parar()
    motivo = "credor_parado" if chave.especie == E.PARAR_CREDOR else "canal_parado"
    plano = planejar(recife, em)
    assert (plano.inclusoes, plano.baixas, plano.retidas) == (0, 0, {motivo: 2})
    protesto = canal("protesto")
    (dito, _) = protesto.motivos(credor=recife, em=em, limite=9)
    assert (dito["motivo"], dito["texto"][:21]) == (motivo, "A operação do hub par")
    assert protesto.devidos(credor=recife, em=em) == {"devidas": 0, "retidas": {motivo: 2}}
    desligar(chave)
    assert planejar(recife, em).inclusoes == 2


def test_por_que_diz_a_parada(
    parar: Any, recife: Credor, iptu: Registro, ana: Usuario, capsys: pytest.CaptureFixture[str]
) -> None:
    enviar(recife, iptu, "2024/000001")
    parar()
    call_command("por_que", "2024/000001", "--credor", recife.cnpj, "--em", "2026-03-02", "--json")
    (dito,) = json.loads(capsys.readouterr().out)["estrategias"]["protesto"]
    assert dito["motivo"] in {"canal_parado", "credor_parado"}
    assert "Espere a parada acabar" in dito["como_resolver"]


def test_o_plano_de_antes_nao_sai_e_sai_depois(
    parar: Any, desligar: Any, recife: Credor, iptu: Registro, ana: Usuario, em: date, tmp_path: Path
) -> None:
    enviar(recife, iptu, "2024/000001")
    plano = planejar(recife, em)
    chave = parar(fim_previsto=timezone.now() + timedelta(hours=2))
    with pytest.raises(CanalParado, match="Troca do disco") as recusa:
        remessa_liberar(remessa=plano, saida=tmp_path / "a", ator="ana")
    assert "1 inclusões e 0 baixas" in recusa.value.mensagem
    assert recusa.value.volta_em is not None
    assert not list((tmp_path / "a").iterdir())
    plano.refresh_from_db()
    assert plano.situacao == SituacaoDaRemessa.PLANEJADA
    desligar(chave)
    assert len(remessa_liberar(remessa=plano, saida=tmp_path / "a", ator="ana")) == 1


def test_as_baixas_seguem_e_nao_esperam(
    parar: Any, recife: Credor, iptu: Registro, ana: Usuario, em: date, tmp_path: Path
) -> None:
    no_cartorio_e_paga(recife, iptu, em, tmp_path / "a")
    enviar(recife, iptu, "2024/000002")
    parar()
    plano = planejar(recife, em)
    assert (plano.inclusoes, plano.baixas) == (0, 1)
    (pedido,) = remessa_liberar(remessa=plano, saida=tmp_path / "b", ator="ana")
    assert pedido.tipo == "DP"


def test_inclusive_baixas_segura_tudo(
    recife: Credor, iptu: Registro, ana: Usuario, em: date, tmp_path: Path, ligar: Any, desligar: Any
) -> None:
    no_cartorio_e_paga(recife, iptu, em, tmp_path / "a")
    antigo = planejar(recife, em)
    chave = ligar(E.PARAR_CANAL, canal="protesto", inclusive_baixas=True)
    with pytest.raises(CanalParado, match="0 inclusões e 1 baixas"):
        remessa_liberar(remessa=antigo, saida=tmp_path / "b", ator="ana")
    plano = planejar(recife, em)
    assert (plano.baixas, plano.retidas["baixas_paradas"]) == (0, 1)
    assert not plano.baixas_planejadas.exists()
    assert "baixas_paradas" in canal("protesto").textos()
    desligar(chave)
    assert planejar(recife, em).baixas == 1


def test_a_vizinha_nao_percebe_a_parada_de_um(
    recife: Credor,
    gestora_de_olinda: Usuario,
    iptu: Registro,
    ligar: Any,
    entrar: Any,
    vizinha: Sistema,
    tmp_path: Path,
) -> None:
    olinda, em = vizinha.credor, date(2026, 3, 2)
    motivo = "Ordem judicial contra Recife."
    ligar(E.PARAR_CREDOR, motivo=motivo, credor=recife)
    ligar(E.PARAR_CANAL, motivo=motivo, canal="protesto", credor=recife)
    assert vizinha.post("/cdas", iptu).status_code == 201
    plano = remessa_planejar(credor=olinda, estrategia="protesto", em=em, ator="olga")
    assert (plano.inclusoes, plano.retidas) == (1, {})
    assert len(remessa_liberar(remessa=plano, saida=tmp_path, ator="olga")) == 1
    cliente = entrar(gestora_de_olinda)
    paginas = [cliente.get(onde) for onde in ("/", "/cdas", f"/remessas/{plano.pk}", "/estado")]
    paginas += [vizinha.get("/estado"), vizinha.get("/resultados")]
    for pagina in paginas:
        assert pagina.status_code == 200
        assert "Ordem judicial" not in pagina.content.decode()


def test_as_pessoas_do_credor_veem_o_motivo_e_leem(
    recife: Credor, ana: Usuario, beto: Usuario, ligar: Any, entrar: Any
) -> None:
    ligar(E.PARAR_CREDOR, motivo="Convênio em revisão.", credor=recife)
    for pessoa in (ana, beto):
        pagina = entrar(pessoa).get("/cdas").content.decode()
        assert "As inclusões deste credor estão paradas" in pagina
        assert "Convênio em revisão." in pagina


class TestCredorParado:
    """De um credor parado só se recebe o que reduz."""

    @pytest.fixture(autouse=True)
    def parado(self, recife: Credor, ana: Usuario, iptu: Registro, ligar: Any) -> Any:  # noqa: ARG002 - só pelo efeito
        enviar(recife, iptu, "2024/000001")
        return ligar(E.PARAR_CREDOR, motivo="Ordem judicial.", credor=recife)

    @pytest.mark.parametrize("rota", ["/cdas", "/cdas/lote"])
    def test_a_api_diz_503_e_a_mesma_chave_vale_depois(
        self, rota: str, sistema: Sistema, recife: Credor, iptu: Registro, parado: Any, desligar: Any
    ) -> None:
        corpo = iptu if rota == "/cdas" else [iptu]
        resposta = sistema.post(rota, corpo, **{"Idempotency-Key": "k1"})
        assert resposta.status_code == 503
        dito = json.loads(resposta.content)
        assert (dito["title"], dito["motivo"]) == ("CREDOR_PARADO", "Ordem judicial.")
        assert "/movimentos" in dito["detail"]
        assert recife.cdas.count() == 1
        desligar(parado)
        assert sistema.post(rota, corpo, **{"Idempotency-Key": "k1"}).status_code in {200, 201}
        assert recife.cdas.count() == 2

    @pytest.mark.parametrize("por", [por_tela, por_arquivo])
    def test_por_tela_e_arquivo_a_regra_diz(self, por: Any, recife: Credor, iptu: Registro) -> None:
        nova = por(recife, iptu)
        assert (nova.resultado, nova.regras) == ("recusada", {"CDA-108"})
        maior = iptu | {"numero_cda": "2024/000001", "operacao": "A"}
        maior |= {"valor_consolidado": "1673.94", "valor_juros": "310.01"}
        assert por(recife, maior).regras == {"REC-007"}

    @pytest.mark.parametrize("tipo", sorted(TipoDeMovimento))
    def test_so_o_movimento_que_reduz(self, tipo: str, sistema: Sistema) -> None:
        movimento = {"numero_cda": "2024/000001", "tipo": tipo, "data": "2026-03-01", "valor": "10.00", "motivo": "x"}
        movimento |= {"numero_cnj": "0000001-45.2024.8.17.0001"} if tipo == "AJUIZAMENTO" else {}
        resposta = sistema.post("/movimentos", movimento)
        regras = {achado["regra"] for achado in json.loads(resposta.content).get("achados", [])}
        assert ("MOV-017" in regras) == (tipo not in REDUZEM), regras
        assert (resposta.status_code in {200, 201}) == (tipo in REDUZEM), resposta.content
