"""Recusas dos leiautes: o que impede ler uma tabela ou escrever um arquivo."""

from __future__ import annotations

from hub.comum.erros import Recusa


class LeiauteDesconhecido(Recusa):
    """Não há leiaute com o nome "{nome}". Use um destes: {conhecidos}."""

    status = 404


class LeiauteSoDeLeitura(Recusa):
    """O leiaute {nome} é inferido de uma só fonte e só se lê: o hub não escreve arquivos nele. Use {alternativa}."""


class RegistroDesconhecido(Recusa):
    """O leiaute {leiaute} não tem o registro "{registro}". Use um destes: {conhecidos}."""


class TextoLongoDemais(Recusa):
    """{onde}, campo {campo}: "{valor}" tem {tamanho} caracteres e o leiaute {leiaute} guarda {limite}.
    Este campo identifica o título e nunca é cortado: encurte-o na origem.
    """


class ValorForaDaFaixa(Recusa):
    """{onde}, campo {campo}: {valor} não cabe em {limite} dígitos sem sinal do leiaute {leiaute}.
    Confira o valor na origem.
    """


class TipoDeColuna(Recusa):
    """O campo {campo} do leiaute {leiaute} é {natureza} e veio como {tipo}. Converta a coluna para {esperado}."""


class CampoNaoConverte(Recusa):
    """{onde}, campo {campo}: "{valor}" não é {esperado}. Corrija o valor e escreva de novo."""


class LinhaJSONInvalida(Recusa):
    """Linha {linha} da entrada: {motivo}. Cada linha é um objeto JSON com "registro" e "campos", como o hub escreve."""


class SemRegistros(Recusa):
    """A entrada não traz nenhum registro de {leiaute}. Dê uma linha de JSON por registro, como o hub escreve."""


class DominioDesconhecido(Recusa):
    """Não há tabela de domínio "{nome}". Use uma destas: {conhecidos}."""

    status = 404


class NomeDeArquivoInvalido(Recusa):
    """O nome "{nome}" não segue o padrão KCCCDDMM.AAS (tipo, código do portador, dia, mês, ano e sequência de 1 a 9).
    {motivo}
    """


class LoteGrandeDemais(Recusa):
    """O lote {lote} tem {quantidade} registros e o leiaute {leiaute} numera até {limite}.
    Reparta-o em mais lotes ou mais arquivos.
    """


class CampoForaDoLeiaute(Recusa):
    """{onde}: o registro {registro} do leiaute {leiaute} não tem o campo "{campo}".
    Use os nomes da tabela: {conhecidos}.
    """


class EnvelopeIlegivel(Recusa):
    """A resposta do serviço não é um envelope SOAP legível ({motivo}). Começa assim: "{inicio}".
    Repita mais tarde; se persistir, avise a CRA.
    """

    status = 502


class FalhaDoServico(Recusa):
    """O serviço respondeu com uma falha: {detalhe}. Confira o pedido antes de repetir."""

    status = 502


class ECartaIlegivel(Recusa):
    """Não se entende o arquivo "{nome}": {detalhe}."""

    status = 422


class ECartaNaoCabe(Recusa):
    """O campo {campo} da e-Carta tem {tem} caracteres, e cabem {cabem}. Encurte-o na CDA com operação A."""

    status = 422
