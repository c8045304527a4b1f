"""Da CDA ao valor de cada marcador: texto numa linha só, ou um quadro."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from hub.comum.dinheiro import reais_escrever
from hub.comum.documentos import formatar, mascarar
from hub.credores.consultas import versoes_em
from hub.credores.contato import Contato, contato_de
from hub.credores.models import Credor
from hub.dividas.campos import NOMES_DOS_CODIGOS
from hub.dividas.certidao import campo_em_texto
from hub.dividas.models import CDA, Corresponsavel, Item
from hub.documentos.elementos import NENHUM
from hub.documentos.marcadores import marcadores
from hub.regras.dominios import TRIBUTOS

#: O que se escreve no lugar do que a CDA não traz.
NAO_CONSTA, NAO_SE_APLICA, ELETRONICO = "não consta", "não se aplica", "em registro eletrônico"
_CLASSES = {"tributaria": "tributária", "nao_tributaria": "não tributária", "mista": "tributária ou não tributária"}
#: Rubrica do quadro de valores → campo da CDA.
_RUBRICAS = {
    "Valor originário": "valor_originario",
    "Principal": "valor_principal",
    "Correção monetária": "valor_correcao",
    "Juros de mora": "valor_juros",
    "Multa": "valor_multa",
    "Encargos": "valor_encargos",
}

Quadro = dict[str, Any]
Valor = str | Quadro


@dataclass(frozen=True, kw_only=True)
class Emissao:
    """O que vale para todos os documentos de uma vez."""

    credor: Credor
    #: o dia que o documento traz
    em: date
    #: a CDA sem livro e folha é de registro eletrônico
    registro_eletronico: bool
    #: marcadores que o modelo usa
    usados: frozenset[str]
    #: documento limpo → pontuado, e → mascarado
    formatados: Mapping[str, str] = field(default_factory=dict)
    mascarados: Mapping[str, str] = field(default_factory=dict)
    #: CDA → codevedores e itens dela
    codevedores: Mapping[int, Sequence[Corresponsavel]] = field(default_factory=dict)
    itens: Mapping[int, Sequence[Item]] = field(default_factory=dict)
    #: carteira → como se regulariza, pela versão dela que vale no dia
    contatos: Mapping[int, Contato] = field(default_factory=dict)


def emissao_preparar(
    *, credor: Credor, cdas: Sequence[CDA], em: date, usados: frozenset[str], registro_eletronico: bool
) -> Emissao:
    """Lê de uma vez o que os documentos das CDAs precisam além delas."""
    codevedores = _por_cda(Corresponsavel, cdas) if "quadro_de_corresponsaveis" in usados else {}
    itens = _por_cda(Item, cdas) if "quadro_de_itens" in usados else {}
    dos_outros = (pessoa.documento for pessoas in codevedores.values() for pessoa in pessoas)
    documentos = sorted({d for d in (credor.cnpj, *(cda.devedor_documento for cda in cdas), *dos_outros) if d})
    coluna = pl.DataFrame({"d": pl.Series(documentos, dtype=pl.String)})
    formas = coluna.select(formatar(pl.col("d")).alias("f"), mascarar(pl.col("d")).alias("m"))
    return Emissao(
        credor=credor,
        em=em,
        registro_eletronico=registro_eletronico,
        usados=usados,
        formatados=dict(zip(documentos, formas["f"].to_list(), strict=True)),
        mascarados=dict(zip(documentos, formas["m"].to_list(), strict=True)),
        codevedores=codevedores,
        itens=itens,
        contatos={versao.carteira_id: contato_de(versao.contato) for versao in versoes_em(credor, em)},
    )


def _por_cda(modelo: type[Any], cdas: Sequence[CDA]) -> dict[int, list[Any]]:
    grupos: dict[int, list[Any]] = {}
    for linha in modelo.objects.filter(cda__in=[cda.pk for cda in cdas]).order_by("cda", "pk"):
        grupos.setdefault(linha.cda_id, []).append(linha)
    return grupos


def valores_da(cda: CDA, emissao: Emissao) -> dict[str, Valor]:
    """O valor de cada marcador usado. O que vem de fora sai como está, numa linha."""
    return {codigo: _valor(codigo, cda, emissao) for codigo in emissao.usados}


def _valor(codigo: str, cda: CDA, emissao: Emissao) -> Valor:
    proprio = _PROPRIOS.get(codigo)
    valor = proprio(cda, emissao) if proprio else campo_em_texto(cda, marcadores()[codigo].campo)
    return _numa_linha(valor) or NAO_CONSTA if isinstance(valor, str) else valor


def _numa_linha(texto: str) -> str:
    """Sem quebras nem controles; os espaços se reduzem a um."""
    if texto.isprintable() and "  " not in texto:
        return texto.strip()
    return " ".join("".join(letra if letra.isprintable() else " " for letra in texto).split())


def _endereco(partes: Iterable[str | None], cep: str | None) -> str:
    postal = f"{cep[:5]}-{cep[5:]}" if cep and len(cep) == len("50010000") else cep
    return ", ".join(parte for parte in (*partes, postal) if parte)


def _do_devedor(linha: CDA | Corresponsavel, prefixo: str = "") -> str:
    campos = ("logradouro", "numero", "complemento", "bairro", "municipio", "uf")
    return _endereco((getattr(linha, prefixo + campo) for campo in campos), getattr(linha, prefixo + "cep"))


def _tributo(cda: CDA, _emissao: Emissao) -> str:
    tributo = TRIBUTOS.get(cda.tributo or "")
    return f"{tributo.codigo} - {tributo.nome}" if tributo else cda.tributo or ""


def _natureza(cda: CDA, _emissao: Emissao) -> str:
    tributo = TRIBUTOS.get(cda.tributo or "")
    return _CLASSES[tributo.classe] if tributo else ""


def _do_registro(campo: str) -> Callable[[CDA, Emissao], str]:
    def ler(cda: CDA, emissao: Emissao) -> str:
        return getattr(cda, campo) or (ELETRONICO if emissao.registro_eletronico else "")

    return ler


def _termo(campo: str, forma: str) -> Callable[[CDA, Emissao], str]:
    """O termo inicial, que não existe quando não há a correção ou os juros."""

    def ler(cda: CDA, _emissao: Emissao) -> str:
        return NAO_SE_APLICA if getattr(cda, forma) == NENHUM else campo_em_texto(cda, campo)

    return ler


def _quadro(
    colunas: list[str],
    linhas: list[list[str]],
    *,
    largas: list[int],
    a_direita: Sequence[int] = (),
    total: bool = False,
) -> Quadro:
    """Um quadro como a oficina o desenha: as colunas largas dividem o espaço que sobra."""
    return {"colunas": colunas, "linhas": linhas, "largas": largas, "a_direita": list(a_direita), "total": total}


def _quadro_de_valores(cda: CDA, _emissao: Emissao) -> Quadro:
    linhas = [
        [rotulo, reais_escrever(valor)]
        for rotulo, campo in _RUBRICAS.items()
        if (valor := getattr(cda, campo)) is not None
    ]
    quando = f" em {cda.data_consolidacao:%d/%m/%Y}" if cda.data_consolidacao else ""
    total = [f"Valor consolidado{quando}", reais_escrever(cda.valor_consolidado)]
    return _quadro(["Rubrica", "Valor"], [*linhas, total], largas=[0], a_direita=[1], total=True)


def _quadro_de_itens(cda: CDA, emissao: Emissao) -> Quadro:
    linhas = [
        [
            str(item.sequencia),
            _numa_linha(f"{item.tributo} {item.exercicio or ''}"),
            _numa_linha(item.parcela or ""),
            f"{item.vencimento:%d/%m/%Y}" if item.vencimento else "",
            reais_escrever(item.valor_principal) if item.valor_principal is not None else "",
        ]
        for item in emissao.itens.get(cda.pk, ())
    ]
    return _quadro(["Nº", "Tributo", "Parcela", "Vencimento", "Principal"], linhas, largas=[1], a_direita=[4])


def _quadro_de_corresponsaveis(cda: CDA, emissao: Emissao) -> Quadro:
    linhas = [
        [
            _numa_linha(pessoa.nome),
            emissao.formatados.get(pessoa.documento or "", ""),
            NOMES_DOS_CODIGOS.get(pessoa.papel, pessoa.papel),
            _numa_linha(_do_devedor(pessoa)) or NAO_CONSTA,
        ]
        for pessoa in emissao.codevedores.get(cda.pk, ())
    ]
    return _quadro(["Corresponsável", "CPF ou CNPJ", "Papel", "Domicílio"], linhas, largas=[0, 3])


def _contato(cda: CDA, emissao: Emissao) -> Contato:
    return emissao.contatos.get(cda.carteira_id, Contato())


def _onde_regularizar(cda: CDA, emissao: Emissao) -> str:
    """O endereço da CDA; senão os da carteira; senão a sede do credor."""
    da_carteira = ", ".join(f"{link.texto}: {link.endereco}" for link in _contato(cda, emissao).links)
    return cda.link_regularizacao or da_carteira or f"{emissao.credor.nome}, {_do_credor(emissao)}"


def _atendimento(contato: Contato) -> str:
    return ", ".join(filter(None, (contato.endereco, contato.horario)))


#: Marcadores que não são um campo da CDA como ele está.
_PROPRIOS: dict[str, Callable[[CDA, Emissao], Valor]] = {
    "credor_nome": lambda _cda, emissao: emissao.credor.nome,
    "credor_cnpj": lambda _cda, emissao: emissao.formatados[emissao.credor.cnpj],
    "credor_endereco": lambda _cda, emissao: _do_credor(emissao),
    "credor_municipio": lambda _cda, emissao: emissao.credor.municipio,
    "data_emissao": lambda _cda, emissao: f"{emissao.em:%d/%m/%Y}",
    "numero_inscricao": lambda cda, _emissao: cda.numero_inscricao or cda.numero_cda,
    "livro": _do_registro("livro"),
    "folha": _do_registro("folha"),
    "tributo": _tributo,
    "natureza": _natureza,
    "correcao_termo_inicial": _termo("correcao_termo_inicial", "indice_correcao"),
    "juros_termo_inicial": _termo("juros_termo_inicial", "juros_forma"),
    "devedor_documento": lambda cda, emissao: emissao.formatados.get(cda.devedor_documento or "", ""),
    "devedor_endereco": lambda cda, _emissao: _do_devedor(cda, "devedor_"),
    "link_regularizacao": _onde_regularizar,
    "pix_regularizacao": lambda cda, emissao: _contato(cda, emissao).pix,
    "telefone_regularizacao": lambda cda, emissao: _contato(cda, emissao).telefone,
    "atendimento_regularizacao": lambda cda, emissao: _atendimento(_contato(cda, emissao)),
    "quadro_de_valores": _quadro_de_valores,
    "quadro_de_itens": _quadro_de_itens,
    "quadro_de_corresponsaveis": _quadro_de_corresponsaveis,
}


def _do_credor(emissao: Emissao) -> str:
    return credor_endereco(emissao.credor)


def credor_endereco(credor: Credor) -> str:
    return _endereco((credor.endereco, credor.municipio, credor.uf), credor.cep)


def devedor_mascarado(cda: CDA, emissao: Emissao) -> str:
    """O que qualquer um pode ver do devedor: iniciais do nome e o documento mascarado."""
    nome = " ".join(f"{parte[0]}***" for parte in _numa_linha(cda.devedor_nome or "").split())
    return ", ".join(filter(None, (nome, emissao.mascarados.get(cda.devedor_documento or "", ""))))
