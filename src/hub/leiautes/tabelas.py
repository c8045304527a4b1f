"""As tabelas dos leiautes: registros, campos e domínios, lidos dos CSV ao lado deste arquivo.

Cada linha de uma tabela é um campo: posição, tipo e, nas colunas `natureza` e `excesso`, como o motor o trata.

- `natureza` `codigo`: texto que pode ser só algarismos e cujos zeros à esquerda importam (portador, cartório,
  documento, CEP, protocolo); `quantidade`: inteiro (contadores e sequenciais); `dinheiro`: centavos;
  `data`: DDMMAAAA (AAAAMMDD onde o conteúdo começa por isso), zeros = sem data; `texto`: o resto, à esquerda com
  brancos à direita.
- `excesso` `corta`: campo descritivo (nome, endereço), que o escritor encurta; `recusa`: campo que identifica, e que
  nunca é cortado (dois títulos colidiriam).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal

from hub.leiautes.erros import DominioDesconhecido, LeiauteDesconhecido, RegistroDesconhecido

PASTA: Final = Path(__file__).parent
_CONSTANTE: Final = re.compile(r"constante ([\w-]+)")
#: Pastas de tabelas: a primeira parte do nome de um leiaute.
FAMILIAS: Final = ("protesto", "serasa")

#: `livre` (como veio, sem caixa nem corte) e `instante` (data e hora) só existem nos dialetos XML.
Natureza = Literal["texto", "codigo", "quantidade", "dinheiro", "data", "livre", "instante"]


@dataclass(frozen=True, kw_only=True)
class Campo:
    """Um campo de largura fixa."""

    #: Número do campo no leiaute, com dois algarismos.
    numero: str
    nome: str
    #: Primeira posição, contada de 1.
    inicio: int
    #: Última posição, inclusive.
    fim: int
    tamanho: int
    #: A (alfabético), N (numérico) ou X (alfanumérico), como no leiaute.
    tipo: Literal["A", "N", "X"]
    natureza: Natureza
    #: O que fazer com texto longo demais.
    excesso: Literal["corta", "recusa"]
    #: S sim, N opcional, C condicional, R reservado, M manter o da remessa, U não utilizar neste arquivo. Na Serasa,
    #: também as operações que o pedem (`I E`), às vezes só no registro do principal ou do coobrigado (`E-principal`).
    obrigatorio: str
    conteudo: str

    @cached_property
    def constante(self) -> str | None:
        """O valor fixo que o leiaute manda pôr no campo, se houver."""
        achado = _CONSTANTE.match(self.conteudo)
        return achado.group(1)[: self.tamanho] if achado else None

    @cached_property
    def forma_da_data(self) -> str:
        """Como o leiaute escreve a data, na notação de `strftime`: DDMMAAAA, ou AAAAMMDD onde o conteúdo diz."""
        return "%Y%m%d" if self.conteudo.startswith("AAAAMMDD") else "%d%m%Y"

    @cached_property
    def dominio(self) -> str | None:
        """A tabela de domínio que o conteúdo cita primeiro, se o campo só aceita o que está nela."""
        return self.conteudo.removeprefix("dominio:").split(";")[0] if self.conteudo.startswith("dominio:") else None

    @property
    def aceita_a_vista(self) -> bool:
        """O vencimento pode ser `99999999` (à vista) ou `9999NNNN` (NNNN dias da vista), que não são datas."""
        return self.nome == "data_vencimento"

    @property
    def vazio(self) -> str:
        """O campo sem conteúdo: zeros no numérico, brancos no resto."""
        return ("0" if self.tipo == "N" else " ") * self.tamanho


@dataclass(frozen=True, kw_only=True)
class Registro:
    """Um tipo de linha do arquivo."""

    nome: str
    campos: tuple[Campo, ...]

    @cached_property
    def identificacao(self) -> str:
        """O primeiro caractere da linha."""
        return self.campos[0].constante or ""

    @cached_property
    def por_nome(self) -> Mapping[str, Campo]:
        """Os campos pelo nome."""
        return {campo.nome: campo for campo in self.campos}


@dataclass(frozen=True, kw_only=True)
class Leiaute:
    """Um arquivo de largura fixa: seus registros, na ordem em que aparecem."""

    #: Nome público, como `protesto/remessa`.
    nome: str
    #: Posições de cada linha, sem o terminador.
    tamanho: int
    registros: Mapping[str, Registro]
    #: Falso nas variantes inferidas, que só se leem.
    escreve: bool

    def registro(self, nome: str) -> Registro:
        """O registro de nome dado; `RegistroDesconhecido` se não houver."""
        if nome not in self.registros:
            raise RegistroDesconhecido(leiaute=self.nome, registro=nome, conhecidos=", ".join(self.registros))
        return self.registros[nome]

    @cached_property
    def abertura(self) -> Registro:
        """O registro que abre o arquivo (ou o lote, nos de 600 posições)."""
        return next(iter(self.registros.values()))

    @property
    def familia(self) -> str:
        """De quem é o leiaute: `protesto` ou `serasa`."""
        return self.nome.partition("/")[0]

    @cached_property
    def sequencia(self) -> str:
        """O campo que numera as linhas, sempre o último de cada registro."""
        return self.abertura.campos[-1].nome

    @property
    def sequencia_do_arquivo(self) -> bool:
        """Verdadeiro onde a sequência corre pelo arquivo inteiro, e não recomeça a cada lote."""
        return self.de_pedidos or self.familia == "serasa"

    @property
    def de_pedidos(self) -> bool:
        """Verdadeiro nos arquivos de 127 posições (DP, CP, AC, AD), cujos lotes são cartórios."""
        return "2_pedido" in self.registros

    @cached_property
    def por_identificacao(self) -> Mapping[str, Registro]:
        """Os registros pelo primeiro caractere da linha."""
        return {registro.identificacao: registro for registro in self.registros.values()}


def _arquivos() -> dict[str, Path]:
    comuns = {
        f"{familia}/{caminho.stem}": caminho
        for familia in FAMILIAS
        for caminho in sorted((PASTA / familia).glob("*.csv"))
    }
    inferido = PASTA / "protesto" / "inferido" / "remessa_v050_1000.csv"
    return comuns | {"protesto/remessa_v050": inferido}


def leiautes() -> tuple[str, ...]:
    """Os nomes de todos os leiautes de largura fixa conhecidos."""
    return tuple(_arquivos())


@cache
def leiaute(nome: str) -> Leiaute:
    """O leiaute de nome dado (`protesto/remessa`…); `LeiauteDesconhecido` se não houver."""
    caminho = _arquivos().get(nome)
    if caminho is None:
        raise LeiauteDesconhecido(nome=nome, conhecidos=", ".join(leiautes()))
    grupos: dict[str, list[Campo]] = {}
    for linha in ler_tabela(caminho):
        grupos.setdefault(linha["registro"], []).append(_campo(linha))
    registros = {chave: Registro(nome=chave, campos=tuple(campos)) for chave, campos in grupos.items()}
    tamanho = next(iter(registros.values())).campos[-1].fim
    return Leiaute(nome=nome, tamanho=tamanho, registros=registros, escreve="inferido" not in caminho.parts)


def _campo(linha: Mapping[str, str]) -> Campo:
    return Campo(
        numero=linha["campo"],
        nome=linha["nome"],
        inicio=int(linha["inicio"]),
        fim=int(linha["fim"]),
        tamanho=int(linha["tamanho"]),
        tipo=linha["tipo"],  # type: ignore[arg-type] # o teste das tabelas confere os valores
        natureza=linha["natureza"],  # type: ignore[arg-type] # idem
        excesso=linha["excesso"],  # type: ignore[arg-type] # idem
        obrigatorio=linha["obrigatorio"],
        conteudo=linha["conteudo_ou_dominio"],
    )


def ler_tabela(caminho: Path) -> list[dict[str, str]]:
    """As linhas de um CSV do projeto (UTF-8, vírgula), como dicionários."""
    with caminho.open(encoding="utf-8", newline="") as arquivo:
        return list(csv.DictReader(arquivo))


@cache
def linhas_do_dominio(nome: str) -> tuple[Mapping[str, str], ...]:
    """Todas as linhas de uma tabela de domínio, na ordem do arquivo; `DominioDesconhecido` se não houver.

    O nome é um só entre as famílias: `ocorrencias` é do protesto, `motivo_baixa` é da Serasa.
    """
    caminhos = {
        caminho.stem: caminho for familia in FAMILIAS for caminho in (PASTA / familia / "dominios").glob("*.csv")
    }
    if nome not in caminhos:
        raise DominioDesconhecido(nome=nome, conhecidos=", ".join(sorted(caminhos)))
    return tuple(ler_tabela(caminhos[nome]))


def dominio(nome: str, **filtro: str) -> dict[str, Mapping[str, str]]:
    """Código → linha da tabela de domínio (`ocorrencias`, `irregularidades`, `andamento`, `especies`, `mensagens_…`).

    O código é a coluna `codigo` (ou a primeira, onde ela não existe), sem brancos. Onde o mesmo código se repete
    (irregularidades 98 e 99, que mudam de CRA para CRA) fica a primeira linha: use `linhas_do_dominio` para ver todas.
    `filtro` escolhe linhas: `dominio("mensagens_cra21_apresentante", servico="remessa")`.
    """
    tabela: dict[str, Mapping[str, str]] = {}
    for linha in linhas_do_dominio(nome):
        if all(linha[coluna] == valor for coluna, valor in filtro.items()):
            chave = linha["codigo"] if "codigo" in linha else next(iter(linha.values()))
            tabela.setdefault(chave.strip(), linha)
    return tabela
