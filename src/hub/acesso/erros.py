from __future__ import annotations

from hub.comum.erros import Recusa


class SemVinculo(Recusa):
    """Seu usuário ainda não está ligado a nenhum credor. Peça ao gestor do seu órgão que o inclua na equipe."""

    status = 403


class PerfilNaoPode(Recusa):
    """O seu perfil em {credor}, {perfil}, não pode {ato}. Peça a quem tem o perfil {quem_pode}."""

    status = 403


class PessoaDesconhecida(Recusa):
    """Ninguém tem o nome de acesso {acesso}, e senha nova é só de quem já entra. Confira o nome; para criar a pessoa,

    rode sem `--nova-senha`.
    """

    status = 404


class PessoaJaExiste(Recusa):
    """Já há quem use o nome de acesso {acesso}, sem vínculo com {credor}. Se é a mesma pessoa, rode com

    `--mesma-pessoa`; se é outra, dê-lhe outro nome.
    """

    status = 409


class SemEsteVinculo(Recusa):
    """{acesso} não tem acesso a {credor}. Confira o nome e o CNPJ."""

    status = 404


class CredorTrocado(Recusa):
    """Esta página foi aberta em nome de outro credor, e agora você age por {credor}: nada foi feito. Volte ao credor da

    página, ou abra-a de novo, e repita.
    """

    status = 409


class EntradaRecusada(Recusa):
    """Usuário ou senha não conferem. Confira os dois e tente de novo; maiúsculas e minúsculas contam na senha."""

    status = 403


class TentativasDemais(Recusa):
    """Houve tentativas demais de entrar. Espere {minutos} minutos e tente de novo."""

    status = 429
