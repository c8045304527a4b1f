from __future__ import annotations

from hub.comum.erros import Recusa


class CredorDesconhecido(Recusa):
    """Não há credor com o CNPJ {cnpj}. Confira o número ou crie o credor com `hub credor criar`."""

    status = 404


class CNPJInvalido(Recusa):
    """O CNPJ {cnpj} não vale. {motivo}"""


class TipoForaDoConvenio(Recusa):
    """O tipo {tipo} não pode aderir ao hub: a Lei 10.522/2002, art. 2º, III, IV e § 9º, alcança {aceitos}."""


class MunicipioDesconhecido(Recusa):
    """Não há município de código {codigo} na tabela do IBGE. São sete algarismos, como 2611606 para o Recife."""


class TributoForaDaLista(Recusa):
    """Não há tributo {tributos} na lista do leiaute. Use os códigos dela, como {exemplo}."""


class ContatoErrado(Recusa):
    """No contato, campo *{campo}*: {motivo}."""

    status = 422


class VigenciaPassada(Recusa):
    """A vigência começaria em {desde:%d/%m/%Y}, que já passou: o que se cobrou até ontem não se reescreve. Comece em

    {hoje:%d/%m/%Y} ou depois.
    """

    status = 422
