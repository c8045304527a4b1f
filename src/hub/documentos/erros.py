"""O que os documentos recusam."""

from __future__ import annotations

from hub.comum.erros import Recusa


class ModeloRecusado(Recusa):
    """{achados}"""

    status = 422


class MarcadorDesconhecido(Recusa):
    """{escrito} não é um marcador. Use um da lista ao lado, com chaves duplas, como {sugestao}; chaves

    soltas não entram no texto.
    """

    status = 422


class QuadroForaDoLugar(Recusa):
    """O quadro {marcador} ocupa um parágrafo só dele. Deixe-o sozinho na linha, com uma linha em branco

    antes e outra depois, fora de título, negrito e itálico.
    """

    status = 422


class TituloFundo(Recusa):
    """Há título com mais de {niveis} sinais de #. Use de um a {niveis}."""

    status = 422


class TextoGrandeDemais(Recusa):
    """O bloco passa de {limite} caracteres. Divida-o em dois."""

    status = 422


class BrasaoRecusado(Recusa):
    """O brasão não serve: {motivo} Envie PNG ou JPEG de até 1 MB e até {lado} pontos de lado."""

    status = 422


class VersaoMudou(Recusa):
    """Alguém gravou a versão {versao} deste modelo enquanto você editava. Abra-o de novo, confira e grave."""

    status = 409


class DadoObrigatorioFalta(Recusa):
    """A CDA {numero_cda} não pode ser emitida: falta {elemento}, campo *{campo}* ({lei}). Altere a CDA no

    hub e emita de novo.
    """

    status = 422


class SemDesenho(Recusa):
    """O documento da CDA {numero_cda} traz em *{marcador}* o caractere {caractere} ({ponto}), que a letra

    do documento não desenha. Corrija o dado com uma alteração da CDA.
    """

    status = 422


class ModeloDeOutraEspecie(Recusa):
    """O modelo {modelo} é de {especie}. Escolha um modelo do que vai emitir."""

    status = 422


class DocumentoCancelado(Recusa):
    """O documento {codigo} foi cancelado em nome do credor e não se envia nem se baixa. Emita outro, de

    outra versão do modelo ou da CDA.
    """

    status = 409


class NadaAEmitir(Recusa):
    """Nenhuma CDA passa no que se escolheu. Confira a carteira, a situação e os outros filtros."""

    status = 422


class LoteGrandeDemais(Recusa):
    """O que se escolheu tem mais de {limite} CDAs. Divida por carteira, tributo ou faixa de valor."""

    status = 422


class LoteDeDocumentosEmCurso(Recusa):
    """O lote de documentos {lote} ainda não terminou. Espere, e veja o andamento na página dele."""

    status = 409


class CertificadoRecusado(Recusa):
    """O certificado não serve: {motivo}"""

    status = 422


class SemCorreio(Recusa):
    """Não há servidor de correio para {credor}. Peça ao operador do hub que o configure com `hub

    documentos correio`.
    """

    status = 409


class SemDestinatario(Recusa):
    """A CDA {numero_cda} não traz correio eletrônico do devedor. Informe-o com uma alteração da CDA, ou

    imprima a carta.
    """

    status = 422


class DestinatarioRecusado(Recusa):
    """O endereço de correio da CDA {numero_cda} não serve: {motivo} Corrija-o com uma alteração da CDA."""

    status = 422


class EnvioNaoSeRepete(Recusa):
    """O envio {envio} está {situacao} e não se repete. Só se repete o que não saiu, o recusado e o incerto."""

    status = 409


class ConferenciasDemais(Recusa):
    """Houve códigos errados demais vindos deste endereço. Espere {minutos} minutos e tente de novo."""

    status = 429


class SoCartaVaiPorEmail(Recusa):
    """O documento {codigo} é uma CDA, e por correio eletrônico só vai carta. Emita a carta desta CDA e envie-a."""

    status = 422


class PedacoEmUso(Recusa):
    """O pedaço {pedaco} do lote de documentos {lote} já está sendo emitido por outro processo. Espere que

    ele termine.
    """

    status = 409


class CartaJuntada(Recusa):
    """A carta {codigo} está num PDF com as de outros devedores, e não se manda por correio eletrônico.

    Peça um lote de um PDF por documento para mandar cartas.
    """

    status = 422


class CorreioMalDito(Recusa):
    """O servidor de correio não serve: {motivo}"""

    status = 422


class SemCDAParaPrevia(Recusa):
    """Não há CDA {numero} neste credor para mostrar a prévia. Confira o número, ou deixe em branco para

    usar a última.
    """

    status = 404


class DividaNoCartorio(Recusa):
    """Da CDA {numero_cda} não se manda carta agora: ela diz como pagar ao credor. {trava} Depois da lavratura, ou da

    retirada, a carta sai.
    """

    status = 409


class DividaSemCarta(Recusa):
    """A CDA {numero_cda} está {posicao}: dela não se manda carta."""

    status = 409
