"""Dívida Aberta: a busca na lista pública, cheia, com o livro atrás dela; e as mesmas páginas para muitos leitores.

Nossa: `consultas.buscar`, como a página a chama, em nome de ninguém: o SQL da busca, a conferência de cada linha no
livro e as linhas prontas para o modelo. Base: só o SQL da busca, com os mesmos índices, na mesma conexão, lido até o
fim. As duas se revezam busca a busca, na mesma corrida, e o número é o percentil 95 das buscas.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import aberta_leitores
from ambiente import ambiente
from comparacao import contar
from cronometro import pico_de_memoria
from promessa import Promessa

PROMESSA = Promessa(nome="aberta", base="o SQL da busca, sem conferir no livro", deve=3.0, alvo=1.5)
#: Credores que publicam, e buscas medidas.
CREDORES, BUSCAS = 20, 600
_SORTE = 2026
_NOMES = "MARIA JOSE ANA JOAO ANTONIO FRANCISCO CARLOS PAULO PEDRO LUCAS LUIZ MARCOS LUIS GABRIEL RAFAEL DANIEL"
_NOMES += " MARCELO BRUNO EDUARDO FELIPE RAIMUNDO RODRIGO MANOEL MATEUS ANDRE FERNANDO FABIO LEONARDO GUSTAVO PATRICIA"
_NOMES += (
    " ALINE SANDRA CAMILA AMANDA BRUNA JESSICA LETICIA JULIA LUCIANA VANESSA MARIANA GABRIELA VERA VITORIA LARISSA"
)
_SOBRENOMES = "SILVA SANTOS OLIVEIRA SOUZA RODRIGUES FERREIRA ALVES PEREIRA LIMA GOMES COSTA RIBEIRO MARTINS CARVALHO"
_SOBRENOMES += (
    " ALMEIDA LOPES SOARES FERNANDES VIEIRA BARBOSA ROCHA DIAS NASCIMENTO ANDRADE MOREIRA NUNES MARQUES MACHADO"
)
_SOBRENOMES += " MENDES FREITAS CARDOSO RAMOS GONCALVES SANTANA TEIXEIRA MOURA CAVALCANTI BEZERRA GUIMARAES ALBUQUERQUE"


def medir(tamanho: int = PROMESSA.tamanho) -> list[dict[str, Any]]:
    """As duas linhas do relatório: a busca, com o que cada espécie dela levou, e os leitores."""
    with ambiente(PROMESSA.nome, tamanho) as lugar:
        contar(f"{PROMESSA.nome} {tamanho}: preparando")
        lugar.preparar()
        corrida = lugar.correr("nossa")
    base = {"segundos": corrida.pop("base_segundos"), "memoria_mb": 0}
    extra = {chave: corrida[chave] for chave in ("buscas", "vazias", "por_especie_ms")}
    return [PROMESSA.linha(tamanho, [corrida], [base], **extra), aberta_leitores.medir()]


def preparar(tamanho: int, _pasta: Path) -> dict[str, Any]:
    """O livro e a lista cheios, por SQL."""
    encher(tamanho)
    return {}


def nossa(_tamanho: int, _pasta: Path) -> dict[str, Any]:
    """O percentil 95 das buscas: o nosso, e em `base_segundos` o da base."""
    from django.utils import timezone  # noqa: PLC0415 - precisa do Django pronto

    from hub.credores import inquilino  # noqa: PLC0415 - idem
    from hub.credores.inquilino import Papel  # noqa: PLC0415 - idem
    from hub.estrategias.divida_aberta.pesquisa import pesquisa_ler  # noqa: PLC0415 - idem

    sorteadas = list(_sortear(random.Random(_SORTE)))  # noqa: S311 - sorteio de bench
    tempos: dict[str, list[tuple[float, float]]] = {}
    vazias = 0
    with inquilino.como(Papel.WEB):
        dia = timezone.localdate()
        for especie, campos in sorteadas:
            pesquisa = pesquisa_ler(campos)
            assert not pesquisa.erros, campos
            _nossa(pesquisa, dia)
            _base(pesquisa)
            achadas, segundos = _nossa(pesquisa, dia)
            vazias += not achadas
            tempos.setdefault(especie, []).append((segundos, _base(pesquisa)))
    todos = [par for pares in tempos.values() for par in pares]
    return {
        "segundos": _p95([nossos for nossos, _ in todos]),
        "base_segundos": _p95([base for _, base in todos]),
        "memoria_mb": pico_de_memoria(),
        "buscas": len(todos),
        "vazias": vazias,
        "por_especie_ms": {
            especie: [round(1_000 * _p95([par[qual] for par in pares]), 2) for qual in (0, 1)]
            for especie, pares in tempos.items()
        },
    }


def _nossa(pesquisa: Any, dia: Any) -> tuple[int, float]:
    from hub.estrategias.divida_aberta.consultas import buscar  # noqa: PLC0415 - precisa do Django pronto

    inicio = perf_counter()
    pagina = buscar(pesquisa, dia=dia)
    return len(pagina.dividas), perf_counter() - inicio


def _base(pesquisa: Any) -> float:
    from django.db import connection  # noqa: PLC0415 - precisa do Django pronto

    from hub.estrategias.divida_aberta.consultas import comando_da_busca  # noqa: PLC0415 - idem

    comando = comando_da_busca(pesquisa)
    with connection.connection.cursor() as cursor:
        inicio = perf_counter()
        cursor.execute(comando)
        cursor.fetchall()
        return perf_counter() - inicio


def _p95(segundos: Sequence[float]) -> float:
    return quantiles(segundos, n=20)[-1]


def _sortear(sorte: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """O que se procura, tirado de linhas da lista: nomes raros e comuns, lugares, credores, faixas, páginas adiante."""
    from hub.estrategias.divida_aberta.models import DividaPublicada  # noqa: PLC0415 - precisa do Django pronto
    from hub.estrategias.divida_aberta.pesquisa import Pesquisa  # noqa: PLC0415 - idem

    ultima = DividaPublicada.objects.latest("pk").pk
    for _ in range(BUSCAS):
        linha = DividaPublicada.objects.filter(pk__gte=sorte.randint(1, ultima)).earliest("pk")
        palavras = linha.nome_busca.split()
        # De um centavo acima: a própria linha fica adiante, e nem a última da lista deixa a página vazia.
        adiante = Pesquisa(apos=(str(linha.valor + Decimal("0.01")), linha.pk)).endereco().removeprefix("apos=")
        especies = {
            "nome inteiro": {"nome": linha.nome_busca},
            "duas palavras": {"nome": " ".join(palavras[:2])},
            "uma palavra": {"nome": palavras[1]},
            "começos": {"nome": f"{palavras[0][:4]} {palavras[-1][:4]}"},
            "nome e uf": {"nome": palavras[1], "uf": linha.uf},
            "nome, por nome": {"nome": palavras[1], "ordem": "nome"},
            "município": {"municipio": linha.ibge},
            "uf e tipo": {"uf": linha.uf, "tipo": str(linha.tipo)},
            "credor": {"credor": str(linha.ente)},
            "faixa": {"faixa": str(sorte.randint(1, 5))},
            "por nome": {"ordem": "nome"},
            "adiante": {"apos": adiante},
        }
        especie = sorte.choice(list(especies))
        yield especie, especies[especie]


def encher(linhas: int) -> None:
    """Credores com convênio, CDAs registradas e a lista como a publicação a deixaria, uma linha por CDA."""
    from django.db import connection  # noqa: PLC0415 - precisa do Django pronto

    from hub.comum.municipios import municipios  # noqa: PLC0415 - idem
    from hub.credores import inquilino  # noqa: PLC0415 - idem
    from hub.credores.inquilino import Papel  # noqa: PLC0415 - idem

    entes, remessa, lote = _credores()
    lugares = list(municipios().values())
    parametros = {
        "linhas": linhas,
        "entes": entes,
        "nomes": _NOMES.split(),
        "sobrenomes": _SOBRENOMES.split(),
        "ibges": [lugar.ibge for lugar in lugares],
        "ufs": [lugar.uf for lugar in lugares],
        "nomes_de_lugar": [lugar.nome for lugar in lugares],
        "remessa": remessa,
        "lote": lote,
    }
    with inquilino.como(Papel.DONO), connection.cursor() as cursor:
        with _sem_indices(cursor):
            for comando in (_SORTEADA, _CDAS, _ACIONAMENTOS, _PUBLICADAS):
                cursor.execute(comando, parametros)
        for tabela in ("cda", "acionamento", "divida_publicada", "ente_publicado"):
            cursor.execute(f"vacuum analyze {tabela}")


def _credores() -> tuple[list[int], int, int]:
    from datetime import date  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415 - precisa do Django pronto

    from hub.comum.numeros_ficticios import cnpjs_ficticios  # noqa: PLC0415 - idem
    from hub.credores.servicos import convenio_assinar, credor_criar  # noqa: PLC0415 - idem
    from hub.dividas.models import Lote, Remessa  # noqa: PLC0415 - idem
    from hub.estrategias.divida_aberta.servicos import aberta_atualizar  # noqa: PLC0415 - idem

    entes = []
    for numero, cnpj in enumerate(cnpjs_ficticios(_SORTE, CREDORES)):
        dados = {"tipo": "MUNICIPIO", "municipio_ibge": "2611606", "uf": "PE", "municipio": "Recife"}
        credor = credor_criar(
            cnpj=cnpj, nome=f"Município {numero}", endereco="Praça 1", cep="50000000", ator="bench", **dados
        )
        convenio_assinar(credor=credor, assinado_por="Prefeita", vigencia_inicio=date(2020, 1, 1), ator="bench")
        remessa = Remessa.objects.create(
            credor=credor, estrategia="divida_aberta", em=date(2026, 3, 2), situacao="liberada", criada_por="bench"
        )
        lote = Lote.objects.create(
            credor=credor, porta="arquivo", ator="bench", sha256="0" * 64, em=date(2026, 3, 2), situacao="concluido"
        )
        entes.append(credor.pk)
    aberta_atualizar(agora=timezone.now())
    return entes, remessa.pk, lote.pk


@contextmanager
def _sem_indices(cursor: Any) -> Iterator[None]:
    """Os índices que não são restrição se refazem no fim: cheia, a tabela os faz mais depressa."""
    cursor.execute(_INDICES)
    indices = cursor.fetchall()
    for nome, _ in indices:
        cursor.execute(f"drop index {nome}")
    yield
    cursor.execute("set maintenance_work_mem = '1GB'")
    for _, definicao in indices:
        cursor.execute(definicao)


_INDICES = """
select i.indexname, i.indexdef from pg_indexes i
 where i.tablename in ('cda', 'acionamento', 'divida_publicada') and i.schemaname = 'public'
   and not exists (select from pg_constraint c where c.conname = i.indexname)
"""
# Os primeiros de cada lista saem muito mais que os últimos, como nos nomes e nos municípios de verdade.
_SORTEADA = """
create unlogged table sorteada as
select n, (%(entes)s::bigint[])[1 + n %% cardinality(%(entes)s::bigint[])] as ente,
       (%(nomes)s::text[])[1 + floor(power(random(), 2) * cardinality(%(nomes)s::text[]))::int]
       || ' ' || (%(sobrenomes)s::text[])[1 + floor(power(random(), 2) * cardinality(%(sobrenomes)s::text[]))::int]
       || ' ' || (%(sobrenomes)s::text[])[1 + floor(random() * cardinality(%(sobrenomes)s::text[]))::int] as nome,
       1 + floor(power(random(), 3) * cardinality(%(ibges)s::text[]))::int as lugar,
       lpad(n::text, 11, '0') as documento, round((10 + exp(random() * 14))::numeric, 2) as valor
  from generate_series(1, %(linhas)s) n
"""
_CDAS = """
insert into cda (id, credor_id, lote_id, chegou_em, carteira_id, posicao, resumo, versao, valor_pago, numero_cda,
                 tributo, valor_consolidado, data_inscricao, devedor_documento, devedor_nome, devedor_municipio_ibge,
                 devedor_uf)
overriding system value
select n, ente, %(lote)s, '2026-03-02', 1, 'ativa', '\\x00', 1, 0, n::text,
       case n %% 3 when 0 then 'MADM' else 'IPTU' end, valor, '2024-03-15', documento, nome,
       (%(ibges)s::text[])[lugar], (%(ufs)s::text[])[lugar]
  from sorteada
"""
_ACIONAMENTOS = """
insert into acionamento (credor_id, cda_id, remessa_id, estrategia, devedor, tentativa, situacao, valor, versao, praca,
                         nosso_numero, numero_titulo, documento, cartorio, protocolo, ocorrencia, irregularidade)
select ente, n, %(remessa)s, 'divida_aberta', 0, 1, 'registrada', valor, 1, (%(ibges)s::text[])[lugar], 'A' || n, null,
       documento, '', '', '', ''
  from sorteada
"""
_PUBLICADAS = """
insert into divida_publicada (ente, cda, carteira, devedor, versao, pessoa, especie, documento, nome, nome_busca, papel,
                              uf, ibge, municipio, tipo, numero_cda, inscrita_em, valor)
select ente, n, 1, 0, 1, md5(documento), 'PF',
       '***.' || substr(documento, 4, 3) || '.' || substr(documento, 7, 3) || '-**', nome, nome, 'PRINCIPAL',
       (%(ufs)s::text[])[lugar], (%(ibges)s::text[])[lugar], (%(nomes_de_lugar)s::text[])[lugar],
       case n %% 3 when 0 then 7 else 6 end, n::text, '2024-03-15', valor
  from sorteada
"""
