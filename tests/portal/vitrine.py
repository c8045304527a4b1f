"""Uma carteira cheia o bastante para se olhar cada página: lote com achados, plano, remessa liberada e retorno."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone
from fabrica_do_livro import CAMINHOS, CNPJ, CPF, Fabrica

from hub.comum.situacoes import Posicao, Situacao
from hub.credores.models import Carteira, Credor
from hub.dividas.consultas import Filtro
from hub.dividas.models import CDA, Corresponsavel, Item, Lote, Movimento, Porta, Remessa, Retorno
from hub.documentos.correio.envios import carta_enviar
from hub.documentos.emissao import documento_emitir
from hub.documentos.lotes import lote_pedir, pedaco_emitir
from hub.documentos.models import Documento, Envio, Formato, LoteDeDocumentos, VersaoDoModelo
from hub.estrategias.carteiras import carteira_salvar
from hub.estrategias.divida_aberta.dados import dados_gerar
from hub.estrategias.divida_aberta.guarda import GUARDA
from hub.estrategias.divida_aberta.mascara import codigo_do
from hub.estrategias.divida_aberta.servicos import aberta_atualizar
from hub.estrategias.servicos import remessa_planejar
from hub.recepcao.formatos import quadros_de_objetos
from hub.recepcao.servicos import Entrega, receber

DIA = date(2026, 3, 2)
AGORA = datetime(2026, 3, 2, 13, 15, tzinfo=UTC)
IPTU = {
    "numero_cda": "2024/000900-1",
    "data_inscricao": "15/03/2024",
    "processo_administrativo": "2023.01.004567-8",
    "tributo": "IPTU",
    "exercicio": "2023",
    "origem": "IPTU 2023 do imóvel 01.02.003.0045",
    "fundamento_legal": "Lei Municipal 1.234/1998, arts. 5 a 12",
    "data_vencimento": "10/03/2023",
    "data_constituicao_definitiva": "10/04/2023",
    "valor_originario": "1.000,00",
    "valor_principal": "1.000,00",
    "valor_correcao": "184,22",
    "valor_juros": "310,00",
    "valor_multa": "100,00",
    "valor_encargos": "79,71",
    "valor_consolidado": "1.673,93",
    "data_consolidacao": "15/03/2024",
    "indice_correcao": "IPCA",
    "correcao_termo_inicial": "10/03/2023",
    "juros_forma": "1_AO_MES",
    "juros_termo_inicial": "11/03/2023",
    "encargos_fundamento": "Lei Municipal 1.234/1998, art. 40",
    "devedor_documento": CNPJ,
    "devedor_nome": "COMÉRCIO EXEMPLO LTDA",
    "devedor_logradouro": "RUA DAS FLORES",
    "devedor_numero": "100",
    "devedor_bairro": "CENTRO",
    "devedor_municipio_ibge": "2611606",
    "devedor_municipio": "RECIFE",
    "devedor_uf": "PE",
    "devedor_cep": "50010-000",
}


@dataclass(kw_only=True)
class Vitrine:
    #: CDA com história, codevedor e itens
    cda: CDA
    #: lote com aceita, recusada e avisos
    lote: Lote
    plano: Remessa
    liberada: Remessa
    retorno: Retorno
    #: a geral, com contato e duas versões
    carteira: Carteira
    #: carta emitida e mandada por correio, e um lote pronto
    documento: Documento
    envio: Envio
    lote_de_documentos: LoteDeDocumentos


#: O exemplo do Manual do BR Code do Banco Central.
PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal"
    "6008BRASILIA62070503***63041D3D"
)


def montar(credor: Credor) -> Vitrine:
    """Tudo de um credor, por serviço onde ele existe e por linha onde o tempo teria de passar."""
    fabrica = Fabrica(credor=credor)
    liberada = fabrica.remessa(inclusoes=5, retidas={"parcelada": 1, "em_consulta": 1})
    liberada.arquivos.create(
        credor=credor, tipo="B", nome="B9990203.261", titulos=5, valor=Decimal(8369), sha256="ab" * 32
    )
    for numero, (posicao, situacoes) in enumerate(list(CAMINHOS.values()) * 3):
        cda = fabrica.cda(f"2023/{numero:06d}", posicao=posicao, valor_consolidado=Decimal(numero * 731 + 90))
        for situacao in situacoes:
            fabrica.acionar(cda, situacao, liberada, data_ocorrencia=date(2026, 3, 20), protocolo="12")
    lote = _recebido(credor)
    plano = remessa_planejar(credor=credor, estrategia="protesto", em=DIA, ator="ana")
    retorno = Retorno.objects.create(
        credor=credor,
        estrategia="protesto",
        nome="R9990503.261",
        sha256="cd" * 32,
        leiaute="protesto/retorno",
        titulos=5,
        aplicados=4,
        desconhecidos=1,
        achados=[{"linha": 7, "mensagem": "Linha 7: o título 42 não é de nenhuma remessa. Confira o apresentante."}],
    )
    documento, envio, lote_de_documentos = _documentos(credor)
    return Vitrine(
        cda=_contada(fabrica, liberada),
        lote=lote,
        plano=plano,
        liberada=liberada,
        retorno=retorno,
        carteira=_com_contato(credor),
        documento=documento,
        envio=envio,
        lote_de_documentos=lote_de_documentos,
    )


def _com_contato(credor: Credor) -> Carteira:
    """A carteira geral com tributos, condição, contato e a versão de antes."""
    contato = {
        "links": [{"texto": "Emitir a guia", "endereco": "https://pague.recife.exemplo/guia-de-pagamento"}],
        "pix": PIX,
        "telefone": "(81) 3355-9000",
        "endereco": "Cais do Exemplo, 925, térreo, Recife (PE)",
        "horario": "dias úteis, das 8h às 17h",
    }
    condicao = {"valor_minimo": "90.00", "idade_minima": {"dias": 60}, "ufs": ["PE", "PB"]}
    return carteira_salvar(
        credor=credor,
        codigo="GERAL",
        ator="ana",
        agora=timezone.now(),
        tributos=["IPTU", "ISS"],
        regua=[{"estrategia": "protesto", "espera_dias": 10, "condicao": condicao}],
        contato=contato,
    )


def _documentos(credor: Credor) -> tuple[Documento, Envio, LoteDeDocumentos]:
    """Uma carta emitida e na fila do correio, e um lote de cartas com uma que não pôde sair."""
    versao = VersaoDoModelo.objects.select_related("modelo", "credor").get(credor=credor, modelo__codigo="CARTA-PADRAO")
    cda = CDA.objects.select_related("credor", "carteira").get(credor=credor, numero_cda="2024/001000-0")
    cda.devedor_email = "maria@exemplo.test"
    cda.save(update_fields=["devedor_email"])
    documento = documento_emitir(cda=cda, versao=versao, ator="ana", agora=AGORA)
    envio = carta_enviar(documento=documento, ator="ana", agora=AGORA)
    prova = {"em": AGORA.isoformat(), "resposta": "o servidor não respondeu em 30 segundos", "sha256": "ef" * 32}
    Envio.objects.filter(pk=envio.pk).update(situacao="incerto", tentativas=1, prova=[prova])
    CDA.objects.filter(credor=credor, numero_cda="2024/001001-0").update(devedor_nome="LOJA \N{GRINNING FACE}")
    lote = lote_pedir(credor=credor, versao=versao, filtro=Filtro(), formato=Formato.JUNTADO, ator="ana", agora=AGORA)
    for pedaco in lote.pedacos.all():
        pedaco_emitir(pedaco=pedaco, agora=AGORA)
    lote.refresh_from_db()
    return documento, envio, lote


def _recebido(credor: Credor) -> Lote:
    linhas = [
        IPTU,
        {**IPTU, "numero_cda": "2024/000901-9", "valor_consolidado": "1.673,94"},
        {**IPTU, "numero_cda": "2024/000902-7", "data_vencimento": "31/02/2023"},
        {**IPTU, "numero_cda": "2024/000903-5", "devedor_documento": ""},
        {**IPTU, "numero_cda": "2024/000904-3", "fundamento_legal": ""},
        *({**IPTU, "numero_cda": f"2024/0010{n:02d}-0"} for n in range(14)),
    ]
    return receber(Entrega(credor=credor, porta=Porta.API, ator="sistema", em=DIA), quadros_de_objetos(linhas)).lote


def publicar_na_lista(credor: Credor, vizinha: Credor) -> str:
    """Dívidas de dois credores na lista pública, a fotografia dela, e o código de quem deve aos dois."""
    carteira = _com_contato(credor)
    nomes = ("MARIA DO EXEMPLO", "JOSÉ DO EXEMPLO 111.444.777-35", "COMÉRCIO EXEMPLO LTDA", "PADARIA EXEMPLO")
    for numero in range(40):
        dono = vizinha if numero % 8 == 4 else credor
        campos = {"valor_consolidado": Decimal(numero * 731 + 90), "data_inscricao": date(2024, 3, 15)}
        if dono is credor:
            campos["carteira"] = carteira
        if numero % 4:
            campos |= {"devedor_documento": CNPJ, "devedor_municipio_ibge": ("2611606", "3550308")[numero % 2]}
        fabrica = Fabrica(credor=dono)
        cda = fabrica.cda(f"2024/{numero:06d}-AB", devedor_nome=nomes[numero % 4], **campos)
        remessa = dono.remessas.filter(estrategia="divida_aberta").first()
        remessa = remessa or fabrica.remessa(estrategia="divida_aberta")
        proprios = {"estrategia": "divida_aberta", "documento": cda.devedor_documento, "numero_titulo": None}
        registro = fabrica.acionar(cda, Situacao.REGISTRADA, remessa, **proprios)
        fabrica.passar(registro, Situacao.ENVIADA, Situacao.REGISTRADA, "remessa:1", timezone.now())
    GUARDA.esvaziar()
    aberta_atualizar(agora=timezone.now())
    dados_gerar(agora=timezone.now())
    return codigo_do(CPF)


def receber_mais(credor: Credor) -> None:
    """CDAs que podem ir à cobrança, de valores variados, umas chegadas há muito e outras hoje."""
    for em in (DIA, timezone.localdate()):
        linhas = [
            {**IPTU, **dict.fromkeys(("valor_correcao", "valor_juros", "valor_multa", "valor_encargos"), "0,00")}
            | dict.fromkeys(("valor_originario", "valor_principal", "valor_consolidado"), f"{n * 450},00")
            | {"numero_cda": f"{em.month}/{n:04d}"}
            for n in range(1, 10)
        ]
        receber(Entrega(credor=credor, porta=Porta.API, ator="sistema", em=em), quadros_de_objetos(linhas))


def _contada(fabrica: Fabrica, remessa: Remessa) -> CDA:
    """Uma CDA paga depois do protesto, com codevedor, itens e a história inteira."""
    credor = fabrica.credor
    cda = CDA.objects.get(credor=credor, numero_cda="2024/000900-1")
    cda.acionamentos.all().delete()
    feito = {"cartorio": "01", "protocolo": "778812", "data_protocolo": date(2026, 3, 3)}
    acionamento = fabrica.acionar(cda, Situacao.PROTESTADA, remessa, **feito, data_ocorrencia=date(2026, 3, 20))
    passos = [
        (Situacao.PLANEJADA, Situacao.ENVIADA, f"remessa:{remessa.pk}", 2, None),
        (Situacao.ENVIADA, Situacao.CONFIRMADA, "retorno:1", 5, date(2026, 3, 3)),
        (Situacao.CONFIRMADA, Situacao.PROTESTADA, "retorno:2:2", 23, date(2026, 3, 20)),
    ]
    depois = datetime(2026, 12, 1, tzinfo=UTC)
    for de, para, motivo, dia, no_cartorio in passos:
        fabrica.passar(acionamento, de, para, motivo, depois.replace(day=dia), no_cartorio)
    Movimento.objects.create(
        credor=credor,
        cda=cda,
        lote=cda.lote,
        tipo="PAGAMENTO_TOTAL",
        data=date(2026, 4, 7),
        valor=cda.valor_consolidado,
        identificador="p1",
        registrado_em=depois.replace(day=28),
    )
    CDA.objects.filter(pk=cda.pk).update(posicao=Posicao.PAGA)
    Corresponsavel.objects.create(
        credor=credor, cda=cda, ordem=2, papel="SOLIDARIO", nome="JOSÉ DO EXEMPLO", fundamento="CTN art. 124, I"
    )
    for parcela in (1, 2):
        Item.objects.create(
            credor=credor,
            cda=cda,
            sequencia=parcela,
            tributo="IPTU",
            parcela=f"{parcela}/2",
            vencimento=date(2023, 3, 10),
            valor_principal=Decimal("500.00"),
        )
    cda.refresh_from_db()
    return cda
