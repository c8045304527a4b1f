"""O que as estratégias recusam."""

from __future__ import annotations

from hub.comum.erros import Recusa


class EstrategiaDesconhecida(Recusa):
    """Não há estratégia {estrategia}. As desta versão são: {conhecidas}."""


class EstrategiaNaoInstalada(Recusa):
    """A estratégia {estrategia} é do leiaute, mas esta instalação ainda não a oferece. As que há são: {conhecidas}."""

    status = 409


class SemAcordoComOBiro(Recusa):
    """A estratégia {estrategia} exige acordo prévio entre {credor} e o serviço de proteção ao crédito, e não há acordo

    em vigor em {em}. Faça o acordo com o serviço e registre número, data e validade com `hub convenio acordo`; depois
    ponha a estratégia na régua.
    """

    status = 409


class ConvenioSemVigor(Recusa):
    """O convênio de {credor} está {vigor}, e o plano {plano} tem {inclusoes} inclusões, que não podem sair. Planeje de

    novo: o plano novo leva só as baixas.
    """

    status = 409


class PlanoDesconhecido(Recusa):
    """Não há plano {plano}. Veja os números com `hub remessa planejar` ou na lista de remessas."""

    status = 404


class PlanoJaLiberado(Recusa):
    """O plano {plano} já foi liberado e não pode mais ser descartado. Para retirar o que saiu, envie o movimento."""

    status = 409


class PlanoDescartado(Recusa):
    """O plano {plano} foi descartado. Planeje de novo: `hub remessa planejar`, ou na lista de remessas."""

    status = 409


class LiberacaoEmCurso(Recusa):
    """A remessa {plano} começou a ser liberada e não terminou. Termine com `hub remessa liberar {plano}`."""

    status = 409


class Freio(Recusa):
    """{motivo} Por isso o plano {plano} precisa de {precisa_de} pessoas, e só {aprovaram} liberou. Peça a outra

    pessoa que confira e libere (na linha de comando, `--por NOME`).
    """

    codigo = "FREIO"
    status = 409


class SemPessoa(Recusa):
    """Falta dizer quem libera o plano {plano}. Diga o nome da pessoa (na linha de comando, `--por NOME`)."""


class ArquivoForaDaRemessa(Recusa):
    """A remessa {plano} não tem o arquivo {arquivo}, ou não foi liberada. Os que ela tem: {arquivos}."""

    status = 404


class ArquivoJaRespondido(Recusa):
    """Nada do arquivo {arquivo} espera resposta: o canal já respondeu por ele, ou a recusa já se registrou."""

    status = 409


class PlanoVazio(Recusa):
    """O plano {plano} não inclui nem baixa nada: não há o que liberar. Veja os motivos em `retidas`."""

    status = 409


class RetornoNaoVeio(Recusa):
    """Não veio nenhum arquivo, ou ele está vazio. Escolha o arquivo que o canal devolveu e envie de novo."""


class RetornoGrandeDemais(Recusa):
    """O arquivo {arquivo} passa de {limite} MB. Peça ao canal o retorno em partes, por dia ou por praça."""

    status = 413


class RetornoIlegivel(Recusa):
    """O arquivo {nome} não é resposta deste canal: {detalhe}"""


class OpcaoErrada(Recusa):
    """A opção {opcao} veio com {valor!r}, e é uma opção {aceita}. Escreva cada uma como OPÇÃO=VALOR."""

    status = 422


class ReguaErrada(Recusa):
    """Na régua, {onde}: {motivo}. Uma etapa é, por exemplo, {exemplo}."""

    status = 422


class TributoDeOutraCarteira(Recusa):
    """A carteira {carteira} já recebe {tributos}. Tire-os dela antes, ou escolha outros."""

    status = 409


class CodigoDeOutroCredor(Recusa):
    """O código do apresentante {codigo} já é de outro credor na CRA de {cra}, e os arquivos dos dois teriam o mesmo

    nome e a mesma numeração. Confira o código que a CRA deu.
    """

    status = 409


class ArquivoDeOutraRemessa(Recusa):
    """A pasta {pasta} já tem um arquivo {arquivo} de outra remessa, e ele não foi trocado. O plano {plano} foi liberado

    e os arquivos dele estão guardados: repita o comando com outra pasta.
    """

    status = 409


class TituloRepetidoDemais(Recusa):
    """O arquivo {nome} traz o título {titulo} mais de {limite} vezes, e nada dele foi aplicado. Aplique os arquivos

    como o canal os deu, um por dia, sem juntar vários num só.
    """

    status = 422


class RetornoForaDoAlcance(Recusa):
    """O arquivo {nome} traz um valor que não cabe no campo (cartório, protocolo, irregularidade, saldo ou custas), e

    nada dele foi aplicado. Confira com o canal e envie de novo.
    """

    status = 422


class CarteiraMudou(Recusa):
    """A carteira {carteira} foi mudada por outra pessoa depois que você abriu esta página, e nada foi salvo. Abra-a de

    novo, veja o que mudou e refaça o que ainda couber.
    """

    status = 409


class CarteiraDesconhecida(Recusa):
    """Não há carteira {carteira}. As deste credor são: {conhecidas}."""

    status = 404


class CarteiraJaExiste(Recusa):
    """Já há uma carteira {carteira}. Escolha outro código, ou abra a que existe e a edite."""

    status = 409
