from __future__ import annotations

from hub.comum.erros import Recusa


class FalhaDoGovBr(Recusa):
    """Não foi possível entrar com o gov.br agora. Tente de novo em alguns minutos; se continuar, informe ao suporte o

    código {correlacao}.
    """

    status = 502

    def __init__(self, motivo: str, *, correlacao: str = "") -> None:
        #: o que houve, para o registro: nunca traz CPF, código, state, nonce nem token
        self.motivo = motivo
        super().__init__(correlacao=correlacao)

    def com(self, correlacao: str) -> FalhaDoGovBr:
        """A mesma falha, com o código que a pessoa informa."""
        return type(self)(self.motivo, correlacao=correlacao)


class RespostaInvalida(FalhaDoGovBr):
    """O gov.br respondeu algo em que não se pode confiar, e a entrada não foi feita. Tente de novo; se continuar,

    informe ao suporte o código {correlacao}.
    """


class GovBrForaDoAr(FalhaDoGovBr):
    """O gov.br não respondeu. Tente de novo em alguns minutos; se continuar, dê ao suporte o código {correlacao}."""

    status = 503


class CredencialRecusada(FalhaDoGovBr):
    """A entrada pelo gov.br está mal configurada neste portal. Informe ao suporte o código {correlacao}."""


class CodigoRecusado(FalhaDoGovBr):
    """O gov.br não confirmou a sua entrada. Entre de novo; se continuar, informe ao suporte o código {correlacao}."""


class TransacaoInvalida(FalhaDoGovBr):
    """Esta entrada pelo gov.br venceu, já foi usada ou começou em outro navegador. Comece de novo, pelo botão. Código

    {correlacao}.
    """

    status = 400


class ConsentimentoNegado(FalhaDoGovBr):
    """Sem a sua autorização o gov.br não diz ao HUB quem você é, e a entrada não foi feita. Se mudar de ideia, entre de

    novo.
    """

    status = 403


class GovBrMalConfigurado(Recusa):
    """A entrada pelo gov.br está mal configurada: {motivo} Confira as variáveis GOVBR_* ou a credencial do credor."""

    status = 500


class CredencialDesconhecida(Recusa):
    """{credor} não tem credencial gov.br no servidor {servidor}. Confira o nome, que é o do endereço de volta."""

    status = 404
