"""Como cada credor manda cartas. O que o contrato com os Correios diz é opção sem padrão."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.documentos.consultas import versao_vigente
from hub.documentos.correio.servidores import servidor_do
from hub.documentos.erros import SemCorreio
from hub.documentos.models import Especie, ModeloDeDocumento, VersaoDoModelo
from hub.estrategias.erros import OpcaoErrada
from hub.estrategias.models import MeioDaCarta
from hub.estrategias.opcoes import Forma, opcoes_do

NOME: Final = "carta"


class CartaForaDosModelos(Recusa):
    """O credor não tem modelo de carta com o código {codigo}. Os que tem são: {conhecidos}."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: códigos dos modelos, na ordem das cartas: uma dívida recebe no máximo uma carta de cada
    modelos: str = ""
    #: usa o e-mail da CDA, quando há um que não voltou; senão, o papel
    por_email: bool = True
    #: por onde vai o papel
    papel: str = MeioDaCarta.GRAFICA
    #: dias entre uma carta e a seguinte
    intervalo_dias: str = "30"
    #: para que servem, além de cobrar: a carta que sai fica registrada como comunicação prévia
    comunica: str = ""
    #: e-Carta: número da matriz de relacionamento, cartão de postagem e contrato
    matriz: str = ""
    cartao: str = ""
    contrato: str = ""
    #: e-Carta: código do serviço adicional do contrato
    servico_adicional: str = ""
    #: se o contrato, ou a gráfica, devolve o aviso de recebimento
    com_ar: bool = False
    #: e-Carta: se o arquivo leva o remetente
    com_remetente: bool = False
    #: e-Carta: em que ordem o nome do PDF traz o código do objeto, e a codificação do texto
    nome_do_pdf: str = "objeto_1"
    codificacao: str = "utf-8"


FORMAS: Final = {
    "modelos": Forma(
        expressao=r"([A-Z0-9][A-Z0-9-]{0,29}(,[A-Z0-9][A-Z0-9-]{0,29}){0,8})?",
        aceita="até nove códigos de modelo de carta separados por vírgula, como AVISO-1,AVISO-2",
    ),
    "papel": Forma(expressao=r"nenhum|grafica|ecarta", aceita="nenhum, grafica ou ecarta"),
    "intervalo_dias": Forma(expressao=r"[1-9][0-9]{0,2}", aceita="de 1 a 999 dias"),
    "comunica": Forma(
        expressao=r"(scpc|cadin|scpc,cadin)?", aceita="scpc, cadin, os dois separados por vírgula, ou vazio"
    ),
    "matriz": Forma(expressao=r"[0-9]{0,10}", aceita="até dez algarismos"),
    "cartao": Forma(expressao=r"[0-9]{0,10}", aceita="até dez algarismos"),
    "contrato": Forma(expressao=r"[0-9]{0,10}", aceita="até dez algarismos"),
    "servico_adicional": Forma(expressao=r"[0-9]{0,3}", aceita="até três algarismos, ou vazio"),
    "nome_do_pdf": Forma(expressao=r"objeto_1|1_objeto", aceita="objeto_1 ou 1_objeto"),
    "codificacao": Forma(expressao=r"utf-8|iso-8859-1", aceita="utf-8 ou iso-8859-1"),
}
#: O que a e-Carta exige e só o contrato diz.
DA_ECARTA: Final = {
    "matriz": "o número da matriz de relacionamento, que os Correios dão ao contrato (`matriz`)",
    "cartao": "o número do cartão de postagem (`cartao`)",
    "contrato": "o número do contrato com os Correios (`contrato`)",
}


def opcoes_da_carta(credor: Credor) -> Opcoes:
    """As opções do credor, com os padrões no que ele não disse."""
    return opcoes_do(Opcoes, credor, NOME)


def codigos_dos(opcoes: Opcoes) -> list[str]:
    """Os modelos, na ordem das cartas."""
    return [codigo for codigo in opcoes.modelos.split(",") if codigo]


def modelos_conferir(credor: Credor, opcoes: Mapping[str, Any]) -> None:
    """Se cada modelo dito é uma carta do credor. Levanta `CartaForaDosModelos` e `OpcaoErrada`."""
    tem, ditos = set(_modelos(credor)), str(opcoes.get("modelos", "")).split(",")
    if len(set(ditos)) < len(ditos):
        raise OpcaoErrada(opcao="modelos", valor=opcoes["modelos"], aceita="com cada modelo uma vez só")
    for codigo in ditos:
        if codigo and codigo not in tem:
            raise CartaForaDosModelos(codigo=codigo, conhecidos=", ".join(sorted(tem)) or "nenhum")


def _modelos(credor: Credor) -> dict[str, ModeloDeDocumento]:
    cartas = ModeloDeDocumento.objects.filter(credor=credor, especie=Especie.CARTA)
    return {modelo.codigo: modelo for modelo in cartas}


def chaves_dos_modelos(credor: Credor) -> dict[str, int]:
    """Código → chave de cada modelo de carta do credor."""
    return {codigo: modelo.pk for codigo, modelo in _modelos(credor).items()}


def versoes_das(credor: Credor, opcoes: Opcoes, em: date) -> list[VersaoDoModelo | None]:
    """A versão de cada modelo que vale na data, na ordem das cartas; nula se nenhuma vale ainda."""
    modelos = _modelos(credor)
    return [versao_vigente(modelos[c], em) if c in modelos else None for c in codigos_dos(opcoes)]


def configurada(credor: Credor, opcoes: Opcoes) -> bool:
    """Se está dito por onde a carta vai e o que o caminho exige; a versão do modelo é o dia que diz."""
    contratada = opcoes.papel != MeioDaCarta.ECARTA or all(getattr(opcoes, nome) for nome in DA_ECARTA)
    por_algum = opcoes.papel != "nenhum" or opcoes.por_email
    return bool(opcoes.modelos) and contratada and por_algum and (not opcoes.por_email or _tem_correio(credor))


def faltam(credor: Credor, opcoes: Opcoes, em: date) -> list[str]:
    """O que o credor ainda tem de dizer para que alguma carta saia."""
    if not opcoes.modelos:
        return ["o modelo da carta, ou os modelos na ordem em que vão (`modelos`)"]
    codigos = codigos_dos(opcoes)
    faltas = [
        f"uma versão do modelo {codigo} que valha hoje"
        for codigo, versao in zip(codigos, versoes_das(credor, opcoes, em), strict=True)
        if versao is None
    ]
    if opcoes.papel == MeioDaCarta.ECARTA:
        faltas += [dita for nome, dita in DA_ECARTA.items() if not getattr(opcoes, nome)]
    if opcoes.papel == "nenhum" and not opcoes.por_email:
        faltas.append("por onde as cartas vão: `por_email=S`, ou `papel=grafica` ou `papel=ecarta`")
    if opcoes.por_email and not _tem_correio(credor):
        faltas.append("o servidor de correio (`hub documentos correio`), ou `por_email=N`")
    return faltas


def _tem_correio(credor: Credor) -> bool:
    try:
        servidor_do(credor)
    except SemCorreio:
        return False
    return True
