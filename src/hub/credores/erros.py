from __future__ import annotations

from hub.comum.erros import Recusa


class CredorDesconhecido(Recusa):
    """Não há credor com o CNPJ {cnpj}. Confira o número ou crie o credor com `hub credor criar`."""

    status = 404


class CNPJInvalido(Recusa):
    """O CNPJ {cnpj} não vale. {motivo}"""


class TipoForaDoConvenio(Recusa):
    """O tipo {tipo} não pode aderir ao hub. A Lei 10.522/2002, art. 2º, III, IV e § 9º, incluídos pela Lei 14.973/2024,

    alcança só estes: {aceitos}.
    """


class MunicipioDesconhecido(Recusa):
    """Não há município de código {codigo} na tabela do IBGE. São sete algarismos, como 2611606 para o Recife."""


class TributoForaDaLista(Recusa):
    """Não há tributo {tributos} na lista do leiaute. Use os códigos dela, como {exemplo}."""


class ContatoErrado(Recusa):
    """No contato, campo *{campo}*: {motivo}."""

    status = 422


class LimitesErrados(Recusa):
    """Nos limites por estratégia, em {onde}: {motivo}. Um exemplo é {exemplo}."""

    status = 422


class VigenciaPassada(Recusa):
    """A vigência começaria em {desde:%d/%m/%Y}, que já passou: o que se cobrou até ontem não se reescreve. Comece em

    {hoje:%d/%m/%Y} ou depois.
    """

    status = 422


class ClausulaErrada(Recusa):
    """A cláusula *{campo}* traz {valor}, e é {aceita}. Corrija e envie de novo."""

    status = 422


class AvisoForaDaLista(Recusa):
    """{codigos} não é regra que só avisa, e só essas o convênio pode mandar à consulta. Use códigos como {exemplo}."""

    status = 422


class SemConvenioEmVigor(Recusa):
    """{credor} não tem convênio em vigor em {em}. Assine um antes, ou confira a data."""

    status = 409


class CertificacaoNaoSePede(Recusa):
    """O convênio de {credor} não pede certificação anual. Nada a fazer; para a pedir, assine outra versão."""

    status = 409


class SemMotivo(Recusa):
    """Falta o motivo. Diga por quê, em até {tamanho} caracteres: fica no histórico."""

    status = 422


class SemQuemCertifica(Recusa):
    """Falta dizer quem certifica. Informe o nome da pessoa que responde pelo credor."""

    status = 422


class AcordoDivergente(Recusa):
    """O acordo {numero} com {biro} já está registrado com outras datas ({data} a {validade}). Confira o número; acordo

    renovado tem número próprio.
    """

    status = 409
