"""O que as chamadas a serviços de fora recusam."""

from __future__ import annotations

from hub.comum.erros import Recusa


class AmbienteErrado(Recusa):
    """{servico} é de {ambiente}, e {credor} {situacao}. {fazer}"""

    status = 409


class CanalDesligado(Recusa):
    """O hub não está chamando o serviço de {estrategia} de {credor}, desde {desde}: {motivo} {quando}"""

    status = 409


class CanalJaLigado(Recusa):
    """O canal {estrategia} de {credor} já está ligado: não há o que religar."""

    status = 409


class ChamadaEmCurso(Recusa):
    """Outro processo está fazendo agora a chamada {operacao} {chave}. Espere que ele termine e veja como ficou."""

    status = 409


class ChamadaPerdida(Recusa):
    """A chamada {operacao} {chave} foi retomada por outro processo, e a resposta desta tentativa não se aplicou."""

    status = 409


class SegredoAusente(Recusa):
    """Falta o usuário e a senha de {credor} no serviço de {estrategia}. Guarde-os com `hub canal segredo`, que lê a

    senha da entrada.
    """

    status = 409


class SegredoMalDito(Recusa):
    """O {qual} do serviço veio {defeito}. Escreva-o numa linha só, como o canal o deu; a senha se lê da entrada."""

    status = 422


class RemessaNaoLiberada(Recusa):
    """A remessa {plano} não foi liberada: não há o que entregar. Libere-a com `hub remessa liberar {plano}`."""

    status = 409


class SemEndereco(Recusa):
    """Falta o endereço do serviço de {canal} para {credor}, ou dizer se é de produção. Diga-os com `hub canal

    configurar --estrategia {canal} endereco=… ambiente=producao`.
    """

    status = 409
