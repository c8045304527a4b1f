"""Até onde se aceita um arquivo: todos os limites da leitura, num lugar só."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

#: Do texto lido, quanto se guarda antes de passar adiante, tenha as linhas que tiver: poucas linhas enormes pesam como
#: muitas.
PESO_POR_VEZ = 64 * MIB
#: O mesmo de uma fatia, medida como fica na memória: várias vezes o que pesa uma fatia de linhas comuns.
PESO_DA_FATIA = 512 * MIB


@dataclass(frozen=True, kw_only=True)
class Limites:
    """O que a leitura aceita. Tamanhos em bytes."""

    #: tamanho do arquivo como chegou; acima disto é recusado sem ler
    arquivo: int = 2 * GIB
    #: registros da tabela principal; None = sem limite (arquivos), um número na API
    linhas: int | None = None
    #: soma do que sai de um ZIP (ou de uma planilha, que é um ZIP por dentro), medida descomprimindo
    descomprimido: int = 8 * GIB
    #: quantas vezes o descomprimido pode ser maior que o comprimido
    razao: int = 200
    #: a razão só vale daqui para cima: um CSV pequeno e repetitivo comprime muito sem ser bomba
    razao_a_partir_de: int = 64 * MIB
    #: arquivos dentro de um ZIP
    membros: int = 20
    #: folhas de uma planilha
    folhas: int = 20
    #: memória do processo à parte que lê planilhas e confere Parquet
    memoria_do_leitor: int = 2 * GIB
    #: segundos que ele pode levar
    segundos_do_leitor: int = 600
    #: maior registro (linha de CSV, objeto JSON)
    registro: int = 4 * MIB


#: Um arquivo enviado pelo portal, pela API de arquivos ou pela linha de comando.
DE_ARQUIVO = Limites()
#: O corpo de uma chamada da API com a lista de CDAs.
DA_API = Limites(arquivo=10 * MIB, linhas=1_000, registro=256 * KIB)


def por_extenso(tamanho: int) -> str:
    """`3221225472` → `3,0 GiB`, para as mensagens."""
    for unidade, nome in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if tamanho >= unidade:
            return f"{tamanho / unidade:.1f} {nome}".replace(".", ",")
    return f"{tamanho} bytes"
