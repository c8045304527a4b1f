"""A e-Carta do lado dos Correios, escrita à parte do produto: o que um erra, o outro não esconde."""

from __future__ import annotations

import hashlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

_SERVICO: Final = re.compile(r"e-Carta_(\d+)_(\d+)_servico\.zip")
_RESPOSTA: Final = re.compile(r"e-Carta_(\d+)_(\d+)_Resposta\d{14}\.zip")
_BAIXA: Final = re.compile(r"BAIXA (\d+)$")
#: Dias da autorização à postagem, dela ao desfecho e dele ao aviso de recebimento.
ATE_POSTAR, ATE_CHEGAR, ATE_O_AVISO = 1, 3, 1
#: Campos que o serviço tem, e os que não podem faltar (o primeiro é 0).
CAMPOS, EXIGIDOS = 18, (0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 15, 16, 17)
_TABELAS: Final = """
create table if not exists lote (
    matriz text not null, numero text not null, sha256 text not null, autorizado integer not null default 0,
    primary key (matriz, numero)
);
create table if not exists objeto (
    id integer primary key, matriz text not null, lote text not null, codigo text not null, nome text not null,
    cep text not null, unique (matriz, lote, codigo)
);
create table if not exists evento (
    id integer primary key, objeto integer not null, especie text not null, baixa text not null, dia text not null,
    vez integer not null default 0, saiu integer not null default 0
);
create table if not exists saida (nome text primary key);
"""


@dataclass(frozen=True, kw_only=True)
class Produzido:
    nome: str
    conteudo: bytes


class Correios:
    """Uns Correios com a memória numa pasta. `em` é sempre dito por quem chama."""

    def __init__(self, pasta: Path) -> None:
        self.pasta = pasta
        pasta.mkdir(parents=True, exist_ok=True)
        with self._base() as base:
            base.executescript(_TABELAS)

    def receber(self, nome: str, conteudo: bytes, *, em: date) -> list[Produzido]:
        """O que respondem na hora. Repetir o mesmo arquivo não responde nada."""
        if casado := _SERVICO.fullmatch(nome):
            return self._servico(casado[1], casado[2], conteudo, em)
        if casado := _RESPOSTA.fullmatch(nome):
            self._resposta(casado[1], casado[2], conteudo, em)
            return []
        raise ValueError(nome)

    def _servico(self, matriz: str, lote: str, conteudo: bytes, em: date) -> list[Produzido]:
        resumo = hashlib.sha256(conteudo).hexdigest()
        with self._base() as base:
            visto = base.execute("select sha256 from lote where (matriz, numero) = (?, ?)", [matriz, lote]).fetchone()
            if visto:
                repetido = visto["sha256"] == resumo
                return (
                    [] if repetido else [self._zip(base, matriz, lote, em, "Inconsistencia", [_do_arquivo(lote, "7")])]
                )
            with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
                nomes = set(pacote.namelist())
                texto = pacote.read(f"e-Carta_{matriz}_{lote}_servico.txt").decode()
            base.execute("insert into lote (matriz, numero, sha256) values (?, ?, ?)", [matriz, lote, resumo])
            recibos, ruins = [], []
            for linha in texto.splitlines():
                campos = linha.split("|")
                if erro := _critica(campos, lote, nomes):
                    ruins.append(f"1|{campos[1]}|{erro}|inconsistência {erro}")
                    if erro != "23":
                        continue
                base.execute(
                    "insert into objeto (matriz, lote, codigo, nome, cep) values (?, ?, ?, ?, ?)",
                    [matriz, lote, campos[1], campos[10], campos[17]],
                )
                recibos.append(f"1|{campos[1]}|{lote}|{_etiqueta(matriz, lote, campos[1])}|dentro do limite")
            feitos = [("Recibo", recibos), ("Inconsistencia", ruins)]
            return [self._zip(base, matriz, lote, em, tipo, linhas) for tipo, linhas in feitos if linhas]

    def _resposta(self, matriz: str, lote: str, conteudo: bytes, em: date) -> None:
        with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
            (nome,) = pacote.namelist()
            tipo, numero, decisao = pacote.read(nome).decode().strip().split("|")
        if (tipo, numero) != ("1", lote):
            raise ValueError(nome)
        with self._base() as base:
            lido = base.execute(
                "select autorizado from lote where (matriz, numero) = (?, ?)", [matriz, lote]
            ).fetchone()
            if lido is None or lido["autorizado"] or decisao != "A":
                return
            base.execute("update lote set autorizado = 1 where (matriz, numero) = (?, ?)", [matriz, lote])
            for objeto in base.execute("select * from objeto where (matriz, lote) = (?, ?)", [matriz, lote]).fetchall():
                for especie, baixa, dia, vez in _agenda(objeto["nome"], em):
                    base.execute(
                        "insert into evento (objeto, especie, baixa, dia, vez) values (?, ?, ?, ?, ?)",
                        [objeto["id"], especie, baixa, dia.isoformat(), vez],
                    )

    def produzir(self, *, em: date) -> list[Produzido]:
        """O que venceu até o dia e ainda não saiu, um arquivo por lote, espécie, dia e vez."""
        with self._base() as base:
            vencidos = base.execute(
                "select e.*, o.matriz, o.lote, o.codigo, o.cep from evento e join objeto o on o.id = e.objeto"
                " where e.dia <= ? and not e.saiu order by e.dia, e.id",
                [em.isoformat()],
            ).fetchall()
            grupos: dict[tuple[str, str, str, str, int], list[sqlite3.Row]] = {}
            for um in vencidos:
                grupos.setdefault((um["matriz"], um["lote"], um["especie"], um["dia"], um["vez"]), []).append(um)
            feitos = []
            for (matriz, lote, especie, dia, _), eventos in grupos.items():
                linhas = [_linha(especie, um) for um in eventos]
                feitos.append(self._zip(base, matriz, lote, date.fromisoformat(dia), especie, linhas))
                base.executemany("update evento set saiu = 1 where id = ?", [[um["id"]] for um in eventos])
            return feitos

    def desfecho_de(self, codigo: str) -> str:
        """`entregue`, `devolvida` ou vazio, do objeto cujo desfecho já saiu."""
        with self._base() as base:
            lido = base.execute(
                "select e.baixa from evento e join objeto o on o.id = e.objeto"
                " where o.codigo = ? and e.especie = 'Finalizador' and e.saiu",
                [codigo],
            ).fetchone()
        return "" if lido is None else "entregue" if lido["baixa"] == "1" else "devolvida"

    def _zip(
        self, base: sqlite3.Connection, matriz: str, lote: str, dia: date, tipo: str, linhas: list[str]
    ) -> Produzido:
        """Um ZIP com um texto; o segundo do nome avança até o nome ser novo."""
        for segundo in range(60 * 60):
            quando = f"{dia:%d%m%Y}10{segundo // 60:02d}{segundo % 60:02d}"
            raiz = {
                "Postado": f"e-Carta_{matriz}_{lote}_{quando}_Rastreamento_Antecipado_Postado",
                "Finalizador": f"e-Carta_{matriz}_{lote}_{quando}_Rastreamento_Antecipado_Finalizador",
                "DevolucaoAR": f"e-Carta_{matriz}_DevolucaoAR_{lote}_{quando}",
            }.get(tipo, f"e-Carta_{matriz}_{lote}_{quando}_{tipo}")
            if base.execute("insert or ignore into saida (nome) values (?)", [raiz]).rowcount:
                break
        saida = io.BytesIO()
        with zipfile.ZipFile(saida, "w", zipfile.ZIP_DEFLATED) as pacote:
            membro = zipfile.ZipInfo(f"{raiz}.txt", (dia.year, dia.month, dia.day, 10, 0, 0))
            pacote.writestr(membro, "".join(f"{linha}\n" for linha in linhas))
        return Produzido(nome=f"{raiz}.zip", conteudo=saida.getvalue())

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.pasta / "correios.sqlite", timeout=60)) as base:
            base.row_factory = sqlite3.Row
            with base:
                yield base


def _do_arquivo(lote: str, codigo: str) -> str:
    return f"0|{lote}|{codigo}|inconsistência {codigo}"


def _critica(campos: list[str], lote: str, nomes: set[str]) -> str:
    """O código da inconsistência do objeto; vazio se ele passa."""
    if len(campos) < CAMPOS or any(not campos[posicao].strip() for posicao in EXIGIDOS):
        return "14"
    if campos[2] != lote:
        return "8"
    if campos[9] not in nomes:
        return "28"
    if not re.fullmatch(r"\d{8}", campos[17]) or campos[10].endswith("CEP RUIM"):
        return "25"
    return "23" if campos[10].endswith("CEP TALVEZ") else ""


def _agenda(nome: str, em: date) -> Iterator[tuple[str, str, date, int]]:
    """Espécie do arquivo, baixa, dia e vez de cada coisa que vai acontecer."""
    postado = em + timedelta(days=ATE_POSTAR)
    chegou = postado + timedelta(days=ATE_CHEGAR)
    casado = _BAIXA.search(nome)
    baixa = "99" if nome.endswith("OUTRA BAIXA") else casado[1] if casado else "1"
    if nome.endswith("ANTES DA POSTAGEM"):
        yield "Finalizador", baixa, postado - timedelta(days=1), 0
        yield "Postado", "1", postado, 0
        return
    yield "Postado", "1", postado, 0
    if nome.endswith("SEM NOTÍCIA"):
        return
    yield "Finalizador", baixa, chegou, 0
    if nome.endswith("DUAS VEZES"):
        yield "Finalizador", baixa, chegou + timedelta(days=1), 1
    yield "DevolucaoAR", baixa, chegou + timedelta(days=ATE_O_AVISO), 0


def _etiqueta(matriz: str, lote: str, codigo: str) -> str:
    """Duas letras, nove algarismos e o país, sempre a mesma para o mesmo objeto."""
    numero = int(hashlib.sha256(f"{matriz}|{lote}|{codigo}".encode()).hexdigest(), 16) % 10**9
    return f"BH{numero:09d}BR"


def _linha(especie: str, evento: sqlite3.Row) -> str:
    etiqueta = _etiqueta(evento["matriz"], evento["lote"], evento["codigo"])
    dia = date.fromisoformat(evento["dia"])
    if especie == "DevolucaoAR":
        imagem = f"{etiqueta}.PDF"
        return f"1|{evento['codigo']}|{evento['lote']}|{etiqueta}|AR{evento['id']:09d}|{evento['baixa']}|{imagem}"
    sigla = "PO" if especie == "Postado" else "BDE"
    codigo = f"{int(evento['baixa']):02d}"
    onde = f"AGF EXEMPLO|{evento['cep']}|RECIFE|PE"
    return (
        f"{evento['lote']}|{etiqueta}|CARTA|E-CARTA|SIMPLES|{sigla}|{codigo}|{dia:%d/%m/%Y}|10:00:00|evento {codigo}|"
        f"{onde}|{dia:%d/%m/%Y}"
    )
