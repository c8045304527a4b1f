from __future__ import annotations

import errno
from typing import Final

from hub.comum.erros import Recusa

#: Por que o sistema não deixa ler ou escrever um arquivo.
MOTIVOS_DO_SISTEMA: Final = {
    errno.ENOENT: "não existe",
    errno.EEXIST: "já existe, e não é pasta",
    errno.ENOTDIR: "uma parte do caminho não é pasta",
    errno.EISDIR: "é uma pasta",
    errno.EACCES: "falta permissão",
    errno.EPERM: "falta permissão",
    errno.EROFS: "o disco só se lê",
    errno.ENOSPC: "acabou o espaço em disco",
    errno.EDQUOT: "acabou a cota de disco",
    errno.ENAMETOOLONG: "o nome é comprido demais",
}


class ArquivoNaoEncontrado(Recusa):
    """Não há arquivo em {arquivo}. Confira o caminho e o nome."""

    status = 404


class PastaNaoEncontrada(Recusa):
    """Não há a pasta {pasta}, onde se ia escrever {arquivo}. Crie a pasta ou escolha outra."""

    status = 404


class FormatoDesconhecido(Recusa):
    """O nome {arquivo} não diz o formato do relatório. Termine-o em {formatos}, ou diga o formato com --formato."""


class ArquivoInacessivel(Recusa):
    """O sistema não deixou usar {arquivo}: {motivo}. Confira o caminho, as permissões e o espaço em disco."""


class SemUsuarioComum(Recusa):
    """O PostgreSQL não roda como root, e não há usuário postgres nem nobody. Crie um usuário comum e rode o hub

    com ele, ou aponte DATABASE_URL para um servidor seu.
    """


class BancoNaoIniciou(Recusa):
    """O PostgreSQL embutido não iniciou. Veja {registro} e rode de novo `hub preparar`.

    Se preferir um servidor seu, aponte DATABASE_URL para ele. Detalhe: {detalhe}
    """

    status = 503


class EnderecoDoBancoIlegivel(Recusa):
    """DATABASE_URL não diz um banco. Escreva-a como postgresql://pessoa:senha@servidor:5432/hub."""


class BancoInacessivel(Recusa):
    """Não se chega ao banco {banco}. Confira se o servidor está no ar e o que DATABASE_URL diz. Detalhe: {detalhe}"""

    status = 503


class BancoPorPreparar(Recusa):
    """O banco não tem as tabelas desta versão do hub. Rode `hub preparar` e repita o comando."""

    status = 503


class TextoIlegivel(Recusa):
    """O argumento {argumento} traz {valor}, que não está em UTF-8. Escreva-o num terminal nessa codificação."""


class EnderecoEmUso(Recusa):
    """Não se pode atender em {endereco}, porta {porta}: a porta está em uso ou o endereço não é desta máquina. Escolha

    outra porta com --porta, ou outro endereço com --endereco.
    """

    status = 409


class SimuladorEmProducao(Recusa):
    """HUB_HTTPS=1 diz que aqui há gente de verdade, e simulador não se mistura com ela. Sirva sem --simuladores."""


class BenchForaDoCheckout(Recusa):
    """Não há a pasta {pasta}: o bench roda do código-fonte do hub, não de uma instalação dele. Use um checkout."""


def do_sistema(erro: OSError) -> ArquivoInacessivel:
    """A recusa de um arquivo que o sistema não deixa usar; outro erro de sistema é defeito nosso, e se levanta."""
    if erro.errno not in MOTIVOS_DO_SISTEMA:
        raise erro
    return ArquivoInacessivel(arquivo=erro.filename or "um arquivo", motivo=MOTIVOS_DO_SISTEMA[erro.errno])


class TabelaSemAlcance(Recusa):
    """Não se disse de quem são as linhas de {tabelas}. Ponha o credor na tabela, ou diga o alcance dela em

    `hub.projeto.postgresql.seguranca`.
    """

    status = 500


class PapeisPorCriar(Recusa):
    """O usuário de DATABASE_URL não pode criar os papéis do hub no PostgreSQL: {detalhe}. Peça a quem administra o

    servidor que rode, uma vez: {comandos}
    """

    status = 503
