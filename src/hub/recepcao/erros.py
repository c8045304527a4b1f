"""O que a recepção recusa. A docstring é o texto que o credor lê."""

from __future__ import annotations

from hub.comum.erros import Recusa


class LoteGrandeDemais(Recusa):
    """Vieram {quantidade} CDAs numa chamada; o limite é {limite}. Divida a lista ou envie por arquivo."""

    status = 413


class RegistrosDemais(Recusa):
    """Vieram {quantidade} registros numa chamada, somados codevedores, itens e movimentos; o limite é {limite}. Divida

    a lista ou envie por arquivo.
    """

    status = 413


class LoteVazio(Recusa):
    """Não veio nenhuma CDA nem movimento. Envie ao menos um objeto com `numero_cda`."""


class SoMovimentos(Recusa):
    """Vieram CDAs na rota dos movimentos ({numeros}), e nada foi gravado. Envie as CDAs a `POST /api/v1/cdas/lote`."""

    status = 422


class ContasNaoFecham(Recusa):
    """As contas do lote {lote} não fecham: {recebidas} recebidas e {somadas} com resultado. Avise o suporte."""

    status = 500


class IdempotenciaDivergente(Recusa):
    """A chave de idempotência {chave} já foi usada com outro conteúdo. Use uma chave nova para um envio novo."""

    status = 409


class ChaveDeIdempotenciaInvalida(Recusa):
    """O cabeçalho Idempotency-Key veio vazio, com mais de {limite} caracteres ou com caractere que não se imprime. Use

    um identificador curto, como um UUID, ou deixe o cabeçalho de fora.
    """


class ValorForaDoAlcance(Recusa):
    """Um valor deste envio, sozinho ou somado ao que já está no livro, passa do maior que o hub guarda. Não se gravou

    nada da chamada, ou da fatia do arquivo em que ele está. Confira os valores e envie de novo: o que já se gravou só
    se repete.
    """

    status = 422


class LoteDesconhecido(Recusa):
    """Não há lote {lote} para este credor. Confira o número na lista de lotes."""

    status = 404


class LoteEmUso(Recusa):
    """O lote {lote} já está sendo processado por outro comando. Espere terminar e veja o resultado na lista."""

    status = 409


class CorpoMalformado(Recusa):
    """O corpo da chamada não pôde ser lido: {detalhe}. Confira o JSON e o cabeçalho Content-Type."""


class CDADesconhecida(Recusa):
    """Não há CDA {numero} neste credor. Confira o número, como foi enviado."""

    status = 404


class SemOriginal(Recusa):
    """O lote {lote} não tem arquivo guardado: veio pela API ou pelo formulário. Veja as contas e os achados dele."""

    status = 404


class ArquivoNaoVeio(Recusa):
    """Não veio nenhum arquivo, ou ele está vazio. Escolha o arquivo e envie de novo."""


class TurmaInterrompida(Recusa):
    """O servidor parou no meio deste envio, e nada dele foi gravado. Envie de novo."""

    status = 503


class EnsaioGrandeDemais(Recusa):
    """O ensaio pela API vai até {limite}. Envie uma parte, ou confira o arquivo inteiro com `hub validar`."""

    status = 413
