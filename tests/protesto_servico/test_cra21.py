"""O cliente da CRA21 e as tabelas: cada operação com os seus parâmetros, cada arquivo com a sua raiz."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import polars as pl
import pytest
from balcao_da_cra import AGORA, OLINDA, Balcao

from cenarios import cartorio
from cenarios.portas import Registro, por_arquivo
from hub.credores.models import Credor
from hub.dividas.historia import historia_da
from hub.dividas.models import Acionamento
from hub.estrategias.chamadas.segredos import Credencial
from hub.estrategias.models import PerfilDaCRA
from hub.estrategias.protesto.cra21.cliente import Acesso, chamar
from hub.estrategias.protesto.cra21.mensagens import (
    BUSCA_DO_TIPO,
    ENVIO_DO_TIPO,
    JA_ENVIADO,
    JA_PEDIDO,
    SEM_ACESSO,
    SEM_DADOS,
    SERVICO_DO_TIPO,
    mensagem,
    operacoes,
)
from hub.estrategias.protesto.cra21.xml import em_xml
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from hub.leiautes.montagem import montar_pedidos
from hub.leiautes.motor import escrever_registros
from hub.leiautes.nomes import LEIAUTE_DO_TIPO
from hub.leiautes.tabelas import linhas_do_dominio
from hub.leiautes.xml import ler_quadros


def perfil(dinheiro: str) -> PerfilDaCRA:
    return PerfilDaCRA(
        uf="PE",
        desde=date(2026, 1, 1),
        produto="CRA21",
        ambiente="producao",
        dinheiro=dinheiro,
        endereco="https://cra.exemplo.test/protestos.php",
        liberacao=time(17),
        fonte="ofício da CRA",
        gravado_em=AGORA,
    )


def test_toda_operacao_que_o_hub_chama_esta_na_tabela() -> None:
    esperadas = {
        **dict.fromkeys(ENVIO_DO_TIPO.values(), ("userArq", "userDados")),
        **dict.fromkeys(BUSCA_DO_TIPO.values(), ("userArq",)),
        "Instrumento": ("userDados",),
        "Consulta": ("nossoNumero", "numeroTitulo"),
    }
    assert {nome: operacoes()[nome].parametros for nome in esperadas} == esperadas


def test_todo_codigo_que_o_hub_entende_esta_na_tabela_ou_na_referencia() -> None:
    da_tabela = {linha["codigo"] for linha in linhas_do_dominio("mensagens_cra21_apresentante")}
    assert (JA_ENVIADO | JA_PEDIDO | SEM_ACESSO | SEM_DADOS) - da_tabela == {"2116", "0003"}
    assert set(SERVICO_DO_TIPO) == {*ENVIO_DO_TIPO, *BUSCA_DO_TIPO}


def test_a_mensagem_vem_sem_os_lugares_vazios() -> None:
    assert mensagem("remessa", "2105") == "Apresentante não autorizado a enviar títulos para o município"
    assert mensagem("remessa", "1001") == "Arquivo já transmitido"
    assert mensagem("remessa", "9999") == ""


def test_parametro_que_a_operacao_nao_tem_nao_se_manda() -> None:
    acesso = Acesso(uf="PE", endereco="http://127.0.0.1:9", credencial=Credencial(usuario="a", senha="b"))
    with pytest.raises(ValueError, match="Confirmacao não tem userDados"):
        chamar(acesso, "Confirmacao", {"userArq": "x", "userDados": "y"})


@pytest.mark.parametrize(
    ("tipo", "raiz"),
    [
        ("DP", "desistencia"),
        ("CP", "cancelamento"),
        ("AC", "autoriza_cancelamento"),
        ("AD", "autoriza_desistencia"),
    ],
)
@pytest.mark.parametrize(("dinheiro", "valor"), [("decimal", "1673.93"), ("centavos", "00000000167393")])
def test_cada_pedido_tem_a_sua_raiz_e_o_dinheiro_na_forma_pedida(
    tipo: str, raiz: str, dinheiro: str, valor: str
) -> None:
    leiaute = LEIAUTE_DO_TIPO[tipo]
    pedidos = pl.DataFrame(
        {
            "codigo_municipio": ["2611606"],
            "codigo_cartorio": ["01"],
            "numero_protocolo": ["0000000123"],
            "data_protocolo": [date(2026, 3, 2)],
            "numero_titulo": ["2024/1"],
            "nome_primeiro_devedor": ["SILVA & FILHOS <ME>"],
            "valor_titulo": [167393],
        }
    )
    cabecalho = {"codigo_portador": "582", "nome_portador": "RECIFE", "data_movimento": date(2026, 3, 2)}
    arquivo = escrever_registros(leiaute, montar_pedidos(leiaute, cabecalho=cabecalho, pedidos=pedidos, letra="S"))
    xml = em_xml(arquivo, tipo=tipo, nome=f"{tipo}5820203.261", perfil=perfil(dinheiro))
    assert f"<{raiz}>" in xml
    assert f"<valor_titulo>{valor}</valor_titulo>" in xml
    qual, quadros, achados = ler_quadros(xml.encode("iso-8859-1"))
    assert (qual, achados) == (leiaute, [])
    lido = quadros["2_pedido"].row(0, named=True)
    assert (lido["valor_titulo"], lido["nome_primeiro_devedor"]) == (167393, "SILVA & FILHOS <ME>")
    assert lido["numero_protocolo"] == "0000000123"


@pytest.mark.django_db(transaction=True)
class TestJaEstava:
    """Repetições que a CRA reconhece de outro modo que não pelo nome do arquivo."""

    def perdida(self, balcao: Balcao) -> None:
        """A CRA aceitou, a resposta se perdeu, e ela esqueceu o nome do arquivo."""
        balcao.cdas("pago")
        balcao.cdas("pago", **OLINDA)
        balcao.falhar("apos_gravar")
        balcao.entregar(balcao.liberar())
        balcao.servidor.cra.estado.controle["arquivos"].clear()

    def test_sequencial_ja_enviado_numa_repeticao_e_a_primeira_vez(self, balcao: Balcao) -> None:
        self.perdida(balcao)
        (chamada,) = balcao.entregar(balcao.credor.remessas.get())
        assert (chamada.situacao, chamada.codigo, chamada.tentativas) == ("feita", "0000", 2)
        assert balcao.situacoes() == ["enviada", "enviada"]

    def test_sequencial_ja_enviado_na_primeira_vez_e_recusa(self, balcao: Balcao) -> None:
        """Alguém já usou a numeração deste credor: estes títulos não entraram."""
        balcao.cdas("pago")
        remessa = balcao.liberar()
        balcao.servidor.cra.estado.controle["sequenciais"]["582|2611606"] = [1]
        (chamada,) = balcao.entregar(remessa)
        assert (chamada.situacao, chamada.codigo) == ("conferir", "2117")
        assert balcao.situacoes() == ["recusada"]

    def test_pedido_repetido_esta_feito(self, balcao: Balcao) -> None:
        balcao.enviar("espera_desistencia")
        balcao.buscar()
        balcao.credor.cdas.update(posicao="paga")
        balcao.falhar("apos_gravar")
        remessa = balcao.liberar(em=date(2026, 3, 3))
        balcao.entregar(remessa)
        (chamada,) = balcao.entregar(remessa)
        assert (chamada.operacao, chamada.situacao) == ("Desistencia", "feita")
        assert chamada.mensagem == "A CRA recebeu 1 de 1 pedidos."
        assert balcao.situacoes() == ["desistencia_pedida"]


@pytest.mark.django_db
def test_irregularidade_que_cada_cra_define_nao_ganha_o_texto_de_outra(
    recife: Credor, iptu: Registro, tmp_path: Path
) -> None:
    por_arquivo(recife, iptu, em=date(2026, 3, 1))
    remessa = remessa_planejar(credor=recife, estrategia="protesto", em=date(2026, 3, 2), ator="ana")
    remessa_liberar(remessa=remessa, saida=tmp_path, ator="ana")
    (titulo,) = Acionamento.objects.all()
    for codigo, dito in (("98", "que cada CRA define"), ("06", "Endereço do sacado insuficiente")):
        conteudo = cartorio.retorno([titulo], "5", codigo_irregularidade=codigo)
        retorno_aplicar(estrategia="protesto", conteudo=conteudo, nome="R9990403.261", ator="ana")
        assert dito in historia_da(titulo.cda)[-1].texto
        Acionamento.objects.update(situacao="enviada")
