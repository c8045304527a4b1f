from __future__ import annotations

from hub.comum.erros import Recusa


class LeiturasDemais(Recusa):
    """Deste endereço de rede já se abriram {limite} páginas novas neste minuto. Espere {segundos} segundos e repita.

    Para ler a lista inteira, use os dados abertos em /divida-aberta/dados/.
    """

    status = 429


class ListaOcupada(Recusa):
    """A lista pública está com leitores demais. Espere {segundos} segundos e repita."""

    status = 429


class DiferencasApagadas(Recusa):
    """As diferenças depois de {desde} já se apagaram: guardam-se {dias} dias. Baixe a fotografia em

    /divida-aberta/dados/ e siga do número que ela diz.
    """

    status = 410


class CursorErrado(Recusa):
    """O parâmetro {nome} é um número inteiro, de zero em diante, como o que vem em `proxima`. Confira o endereço."""

    status = 422
