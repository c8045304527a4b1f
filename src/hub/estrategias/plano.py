"""O que vai a um canal numa data, e por que o resto não vai: o mesmo caminho para todos os canais.

O canal diz o que lhe é próprio em SQL e em tabela, na pasta dele: `sql/impede.sql` (os `when` do que impede uma CDA),
`sql/juntas.sql` (o que junta a ela), `sql/candidatas.sql`, `sql/incluir.sql` e `motivos.csv`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.comum.situacoes import LIVRES, Situacao
from hub.credores.models import Carteira, Credor
from hub.dividas.models import Remessa
from hub.estrategias.capacidade import capacidade_restante
from hub.estrategias.conector import Destino, Regua
from hub.estrategias.especies import da_mesma_especie, outros_canais_de
from hub.estrategias.paradas import motivo_da_parada
from hub.estrategias.regua import (
    convenio_nos_dias,
    etapa_sql,
    etapas_em,
    linha_da_etapa,
    quando_sql,
    regua_sql,
)

#: A pasta comum, onde se procura o que o canal não tem na dele.
COMUM = "hub.estrategias"
#: O que se diz da que outro canal da mesma espécie já tem.
_DA_MESMA_ESPECIE = "when o.mesma_especie then 'outra_da_mesma_especie'"
#: As que nada segura, com o tamanho à vista do planejador: poucas acham-se pela chave, na ordem em que estão no livro;
#: muitas, lendo-o. O índice diz que não se repetem: sem ele, ordená-las ao acaso custaria mais que achá-las.
_ESCOLHIDAS = """
create temp table escolhida on commit drop as
select unnest(cdas) as cda_id from julgada where motivo is null order by cda_id;
create unique index on escolhida (cda_id);
analyze escolhida
"""
#: Por dia, uma expressão com o motivo de ficar só nesse dia, e os parâmetros delas.
PorDia = tuple[list[str], dict[str, Any]]


@cache
def consulta(pasta: str, nome: str) -> str:
    """O texto de um arquivo da pasta `sql` do canal."""
    return files(pasta).joinpath("sql", f"{nome}.sql").read_text(encoding="utf-8")


@cache
def motivos_da(pasta: str) -> dict[str, dict[str, str]]:
    """O `motivos.csv` de uma pasta: por motivo, `texto` e `como_resolver`."""
    with files(pasta).joinpath("motivos.csv").open(encoding="utf-8") as arquivo:
        return {linha["motivo"]: linha for linha in csv.DictReader(arquivo)}


def nenhum_por_dia(credor: Credor, dias: Sequence[date]) -> PorDia:
    """O canal a que todo dia serve igual."""
    del credor
    return ["null"] * len(dias), {}


@dataclass(frozen=True, kw_only=True)
class Plano:
    """O plano de um canal."""

    #: nome do canal, e a estratégia do leiaute que o contém
    estrategia: str
    do_leiaute: str
    #: o que se diz de uma CDA que pode ir
    vai: str
    #: pacotes onde estão as consultas e os motivos do canal, o mais próprio primeiro; a pasta comum vem por último
    pastas: tuple[str, ...]
    #: os parâmetros das consultas do canal, além de credor e livres
    parametros: Callable[[Credor], Mapping[str, Any]]
    #: situações da última ida de que a CDA pode ir outra vez
    livres: frozenset[Situacao] = LIVRES
    #: o que no canal depende do dia
    por_dia: Callable[[Credor, Sequence[date]], PorDia] = nenhum_por_dia

    def consulta(self, nome: str) -> str:
        """O texto de uma consulta, da primeira pasta que a tem; quem não diz as `julgadas` julga as candidatas."""
        for pasta in (*self.pastas, COMUM):
            if files(pasta).joinpath("sql", f"{nome}.sql").is_file():
                return consulta(pasta, nome)
        if nome == "julgadas":
            return self.consulta("candidatas")
        raise KeyError(nome)

    @cached_property
    def textos(self) -> dict[str, dict[str, str]]:
        """Motivo → `texto` e `como_resolver`: os comuns e, por cima, os do canal."""
        juntos: dict[str, dict[str, str]] = {}
        for pasta in (COMUM, *reversed(self.pastas)):
            juntos |= motivos_da(pasta)
        return juntos

    def incluir(self, remessa: Remessa) -> tuple[Counter[int], Counter[str]]:
        """Grava os acionamentos planejados; devolve quantas CDAs vão, por carteira, e quantas ficaram, por motivo."""
        with connection.cursor() as cursor:
            retidas = self._julgar(cursor, remessa)
            if remessa.capacidade is not None:
                cursor.execute(self.consulta("capacidade"), {"capacidade": remessa.capacidade})
            parametros = {**self._candidatas(remessa.credor, remessa.em)[1], "remessa": remessa.pk}
            cursor.execute(self.consulta("incluir"), {**parametros, "estrategia": self.estrategia})
            cursor.execute("select carteira_id, count(*) from candidata where motivo is null group by 1")
            vao = Counter(dict(cursor.fetchall()))
            cursor.execute("select motivo, count(*) from candidata where motivo is not null group by 1")
            das_escolhidas = Counter(dict(cursor.fetchall()))
            cursor.execute("drop table candidata, escolhida, julgada")
            cursor.execute("select hub_seguro.analisar_acionamentos()")
        return vao, Counter(dict((retidas + das_escolhidas).most_common()))

    def _julgar(self, cursor: Any, remessa: Remessa) -> Counter[str]:
        """Deixa em `candidata` as que nada segura; devolve quantas ficam, por motivo.

        O livro inteiro se lê uma vez, entre os núcleos, e dele só saem contas e os números das que vão: num dia comum
        quase tudo espera.
        """
        julgadas, parametros = self._candidatas(remessa.credor, remessa.em, nome="julgadas")
        # Os motivos são poucos, e o planejador os supõe muitos: poria em ordem o livro inteiro para os juntar.
        cursor.execute("set local enable_sort = off")
        cursor.execute(
            "create temp table julgada on commit drop as select motivo, count(*) as quantas,"
            f" array_agg(cda_id) filter (where motivo is null) as cdas from ({julgadas}) x group by motivo",
            parametros,
        )
        cursor.execute("set local enable_sort = on")
        cursor.execute("select coalesce(motivo, ''), quantas from julgada")
        contas = Counter(dict(cursor.fetchall()))
        del contas[""]
        cursor.execute(_ESCOLHIDAS)
        filtro = "and c.id in (select cda_id from escolhida)"
        escolhidas, parametros = self._candidatas(remessa.credor, remessa.em, filtro, nome="julgadas")
        cursor.execute(f"create temp table candidata on commit drop as {escolhidas}", parametros)
        cursor.execute(self._com_partes(self.consulta("apartar")), parametros)
        return contas

    def motivos(self, *, credor: Credor, em: date, limite: int, cda: int | None = None) -> list[dict[str, str]]:
        """Por que cada CDA pedida vai ou não vai: `cda`, `motivo` (vazio = vai), `texto` e `como_resolver`.

        Sem `cda`, só as retidas, até `limite`.
        """
        candidatas, parametros = self._candidatas(credor, em, "and c.id = %(cda)s" if cda else "")
        so_retidas = "" if cda else "where motivo is not null"
        with connection.cursor() as cursor:
            cursor.execute(
                f"select numero_cda, coalesce(motivo, '') from ({candidatas}) x {so_retidas}"
                " order by cda_id limit %(limite)s",
                {**parametros, "cda": cda, "limite": limite},
            )
            linhas = cursor.fetchall()
        cheia = capacidade_restante(credor, self.estrategia, em) == 0
        return [self.dito(numero, motivo or ("capacidade_da_semana" if cheia else "")) for numero, motivo in linhas]

    def dito(self, numero: str, motivo: str) -> dict[str, str]:
        """O motivo de uma CDA, com o texto dele; vazio = pode ir."""
        textos = self.textos.get(motivo, {"texto": self.vai, "como_resolver": ""})
        return {"cda": numero, "motivo": motivo, **{nome: textos[nome] for nome in ("texto", "como_resolver")}}

    def devidos(self, *, credor: Credor, em: date) -> dict[str, Any]:
        """O que a régua manda ao canal na data: `devidas` e `retidas` por motivo."""
        candidatas, parametros = self._candidatas(credor, em)
        with connection.cursor() as cursor:
            cursor.execute(
                f"select coalesce(motivo, ''), count(*) from ({candidatas}) x group by 1 order by 2 desc", parametros
            )
            contas = dict(cursor.fetchall())
        return {"devidas": contas.pop("", 0), "retidas": contas}

    def previa(self, *, carteira: Carteira, antes: Regua, depois: Regua, dias: Sequence[date]) -> list[Destino]:
        """O destino das CDAs da carteira por duas réguas, em cada dia; `dia` é a posição dele na lista."""
        do_livro = self._do_livro(carteira.credor)
        com_outras = bool(do_livro["outras"])
        do_dia, dos_dias = self._do_dia(carteira.credor, dias, com_outras=com_outras, com_paradas=False)
        regua_antes, do_antes = regua_sql([linha_da_etapa(carteira.pk, antes, self.estrategia, dias)], "ra")
        regua_depois, do_depois = regua_sql([linha_da_etapa(carteira.pk, depois, self.estrategia, dias)], "rd")
        comando = self._montada(
            "previa",
            com_outras=com_outras,
            regua_antes=regua_antes,
            regua_depois=regua_depois,
            etapa_antes=etapa_sql("ra"),
            etapa_depois=etapa_sql("rd"),
            quando_antes=quando_sql("dia", "antes_"),
            quando_depois=quando_sql("dia", "depois_"),
            convenio=do_dia,
        )
        parametros = {**do_livro, **dos_dias, **do_antes, **do_depois, "carteira": carteira.pk, "dias": len(dias)}
        with connection.cursor() as cursor:
            cursor.execute(comando, parametros)
            return [_destino(*linha) for linha in cursor.fetchall()]

    def descartar_as_que_mudaram(self, remessa: Remessa) -> None:
        """Tira do plano o que deixou de poder ir entre o plano e a liberação (pagamento, suspensão, alteração)."""
        with connection.cursor() as cursor:
            # Procurar à parte deixa o banco dividir a leitura do livro; quase sempre não há nada a tirar.
            cursor.execute(self.consulta("mudadas"), {"remessa": remessa.pk})
            mudadas, cdas = cursor.fetchone()
            if mudadas:
                cursor.execute("delete from acionamento where id = any(%s) and situacao = 'planejada'", [mudadas])
                remessa.inclusoes -= cdas

    def gravar_envio(self, remessa: Remessa) -> None:
        """Leva os acionamentos de planejados a enviados, com uma passagem cada."""
        parametros: dict[str, Any] = {"remessa": remessa.pk, "motivo": f"remessa:{remessa.pk}", "em": timezone.now()}
        with connection.cursor() as cursor:
            cursor.execute(self.consulta("enviar"), parametros)

    def _candidatas(
        self, credor: Credor, em: date, filtro: str = "", *, nome: str = "candidatas"
    ) -> tuple[str, dict[str, Any]]:
        """A consulta e os parâmetros dela. `julgadas` é ela sem o que só se procura entre as que vão."""
        do_livro = self._do_livro(credor)
        com_outras = bool(do_livro["outras"])
        do_dia, dos_dias = self._do_dia(credor, [em], com_outras=com_outras)
        regua, das_etapas = regua_sql(etapas_em(credor=credor, estrategia=self.estrategia, em=em))
        etapas = {"regua": regua, "etapa": etapa_sql("r"), "quando": quando_sql()}
        comando = self._montada(nome, com_outras=com_outras, **etapas, convenio=do_dia, filtro=filtro)
        return comando, {**do_livro, **dos_dias, **das_etapas}

    def _montada(self, nome: str, *, com_outras: bool, **partes: str) -> str:
        """A consulta com o livro e as outras partes no lugar dos marcadores."""
        texto = self._com_partes(self.consulta(nome)).replace("{livro}", self._livro(com_outras=com_outras))
        for marcador, parte in partes.items():
            texto = texto.replace(f"{{{marcador}}}", parte)
        return texto

    def _com_partes(self, texto: str) -> str:
        """A consulta com as partes do canal que ela cita."""
        for parte in ("julgadas", "repetido"):
            if f"{{{parte}}}" in texto:
                texto = texto.replace(f"{{{parte}}}", self.consulta(parte))
        return texto

    def _livro(self, *, com_outras: bool) -> str:
        """O livro do canal; quem só usa um canal não paga por olhar os outros."""
        partes = {
            "juntas": self.consulta("juntas"),
            "impede": self.consulta("impede"),
            "outras": self.consulta("outras") if com_outras else "",
            "da_mesma_especie": _DA_MESMA_ESPECIE if com_outras else "",
        }
        texto = self.consulta("livro")
        for marcador, parte in {**partes, "estrategia": self.estrategia, "do_leiaute": self.do_leiaute.upper()}.items():
            texto = texto.replace(f"{{{marcador}}}", parte)
        return texto

    def _do_livro(self, credor: Credor) -> dict[str, Any]:
        return {
            "credor": credor.pk,
            "livres": sorted(situacao.value for situacao in self.livres),
            "outras": outros_canais_de(credor, self.estrategia),
            "mesma_especie": da_mesma_especie(self.estrategia),
            **self.parametros(credor),
        }

    def _do_dia(
        self, credor: Credor, dias: Sequence[date], *, com_outras: bool, com_paradas: bool = True
    ) -> tuple[str, dict[str, Any]]:
        """O motivo de ficar em cada dia, pela operação, pelo convênio, pelo canal e pelos outros: um vetor de textos.

        O que a operação parou agora não vai em dia nenhum; `com_paradas` falso é de quem olha adiante, e supõe que ela
        acabe. Devolve também os parâmetros.
        """
        if com_paradas and (parada := motivo_da_parada(credor, self.estrategia)):
            return f"array_fill('{parada}'::text, array[{len(dias)}])", {}
        do_convenio, parametros = convenio_nos_dias(credor=credor, estrategia=self.do_leiaute, dias=dias)
        do_canal, mais = self.por_dia(credor, dias)
        dos_outros, dos_dias = _outra_acao_no_dia(dias) if com_outras else nenhum_por_dia(credor, dias)
        juntos = [_o_primeiro(motivos) for motivos in zip(do_convenio, do_canal, dos_outros, strict=True)]
        return f"array[{', '.join(juntos)}]::text[]", {**parametros, **mais, **dos_dias}


def _outra_acao_no_dia(dias: Sequence[date]) -> PorDia:
    """No dia em que um canal leva a CDA, os que pesam mais esperam: os mais leves se planejam antes."""
    nomes = [f"dia_dos_outros_{vez}" for vez in range(len(dias))]
    casos = [f"case when o.ultimo_dia = %({nome})s::date then 'outra_acao_no_dia' end" for nome in nomes]
    return casos, dict(zip(nomes, dias, strict=True))


def _o_primeiro(motivos: Sequence[str]) -> str:
    """A expressão do primeiro motivo que houver."""
    ditos = [motivo for motivo in motivos if motivo != "null"]
    return f"coalesce({', '.join(ditos)})" if len(ditos) > 1 else (ditos or ["null"])[0]


def _destino(dia: int, antes: str | None, depois: str | None, *resto: Any) -> Destino:
    cdas, valor, exemplos = resto
    achados = sorted({um for grupo in exemplos for um in grupo if um is not None})
    return Destino(dia=dia, antes=antes, depois=depois, cdas=cdas, valor=valor, exemplos=achados)
