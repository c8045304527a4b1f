from __future__ import annotations

from hub.comum.erros import Recusa


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


class EnderecoEmUso(Recusa):
    """Não se pode atender em {endereco}, porta {porta}: a porta está em uso ou o endereço não é desta máquina. Escolha

    outra porta com --porta, ou outro endereço com --endereco.
    """

    status = 409


class BenchForaDoCheckout(Recusa):
    """Não há a pasta {pasta}: o bench roda do código-fonte do hub, não de uma instalação dele. Use um checkout."""
