"""O que a adesão recusa. A docstring é o texto que se lê."""

from __future__ import annotations

from hub.comum.erros import Recusa


class AdesaoDesconhecida(Recusa):
    """Não há adesão {adesao}. Veja os números na lista de pedidos."""

    status = 404


class AdesaoEmCurso(Recusa):
    """Já há uma adesão em curso para o CNPJ {cnpj}. Acompanhe a que há, ou peça à PGFN que diga em que pé está."""

    status = 409


class CredorJaNoHub(Recusa):
    """O CNPJ {cnpj} já é de um credor do hub, e você não é gestor dele. Peça o convite a quem é gestor."""

    status = 409


class PassagemNaoCabe(Recusa):
    """A adesão {adesao} está {situacao} e não pode passar a {para}. Veja em que pé está e o que se pode fazer."""

    status = 409


class SituacaoMudou(Recusa):
    """A adesão {adesao} mudou de situação enquanto você decidia. Veja em que pé está e decida de novo."""

    status = 409


class PedidoFechado(Recusa):
    """A adesão {adesao} está {situacao}: os dados e os documentos só mudam no rascunho e em exigência."""

    status = 409


class PedidoIncompleto(Recusa):
    """Ainda falta no pedido: {faltas}. Preencha e peça de novo."""

    status = 422


class IbgeIncoerente(Recusa):
    """O código {codigo} é de {municipio} ({uf}), e o ente se chama {nome}. Confira o código e o nome do ente."""

    status = 422


class IbgeFalta(Recusa):
    """O município precisa do código do IBGE: sete algarismos, como 2611606 para o Recife."""

    status = 422


class TextoFora(Recusa):
    """O texto de *{campo}* tem de 1 a {tamanho} caracteres, e veio com {veio}. Escreva de novo."""

    status = 422


class AnexoNaoVeio(Recusa):
    """Não veio nenhum documento, ou ele está vazio. Escolha o arquivo e envie de novo."""


class AnexoGrandeDemais(Recusa):
    """O documento {nome} passa de {limite} MB. Divida-o, ou reduza a resolução das imagens."""

    status = 413


class AnexoDeOutroTipo(Recusa):
    """O documento {nome} não é {esperado}: o conteúdo não confere com o nome. Aceitam-se PDF, PNG e JPEG."""

    status = 422


class AnexosDemais(Recusa):
    """O pedido já tem {limite} documentos. Retire um, ou junte vários num PDF só."""

    status = 409


class AnexoDesconhecido(Recusa):
    """O pedido não tem o documento {anexo}. Confira na lista de documentos."""

    status = 404


class ExigenciaAberta(Recusa):
    """A adesão {adesao} já tem uma exigência sem resposta. Espere a resposta, ou decida o pedido."""

    status = 409


class TermoMudou(Recusa):
    """O texto que você leu não é o que está para assinar na adesão {adesao}. Leia de novo e assine."""

    status = 409


class MesmaPessoa(Recusa):
    """Quem assinou pelo ente não assina pela União, nem o contrário. Peça a outra pessoa que assine."""

    status = 409


class EnteNaoAssinou(Recusa):
    """O ente ainda não assinou a adesão {adesao}, e a União assina por último. Espere a assinatura dele."""

    status = 409


class NaoERepresentante(Recusa):
    """Só o representante legal do pedido, {representante}, assina pelo ente. Entre com a conta dele."""

    status = 403
