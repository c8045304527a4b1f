"""A linha do tempo de uma CDA, em frases: entrada, alterações, movimentos e o que cada canal fez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.timezone import localdate

from hub.comum.dinheiro import reais_escrever
from hub.comum.municipios import municipios
from hub.comum.situacoes import Situacao, TipoDeMovimento
from hub.dividas.frases import (
    DAS_CARTAS,
    DISPENSADO,
    DOS_CADASTROS,
    DOS_MOVIMENTOS,
    DOS_PASSOS,
    DOS_RECUOS,
    RETIRADA_AUTORIZADA,
    Passo,
)
from hub.dividas.models import CDA, Acionamento, Comunicacao, Lote, Movimento, Passagem
from hub.leiautes.correios.ecarta import baixas, inconsistencias
from hub.leiautes.tabelas import dominio, linhas_do_dominio

#: Nomes das estratégias nas frases.
ESTRATEGIAS = {
    "protesto": "protesto",
    "scpc": "SCPC",
    "serasa": "Serasa",
    "spc_brasil": "SPC Brasil",
    "divida_aberta": "Dívida Aberta",
    "cadin": "Cadin",
    "carta": "carta",
}
#: O pedido que só autoriza a retirada (`RemessaBaixa.tipo`), como a passagem o diz.
AUTORIZACAO = "AD"
#: O canal que leva a carta ao devedor e não o registra em lugar nenhum.
CARTA = "carta"


#: Por que se pede que um registro saia de um cadastro, como a frase o diz.
MOTIVOS_DA_EXCLUSAO = {
    "pagamento": "pagamento",
    "parcelamento": "parcelamento",
    "suspensao": "suspensão da exigibilidade",
    "cancelamento": "cancelamento da dívida",
    "prescricao": "prescrição",
    "valor": "mudança do valor, que volta a ser registrado pelo saldo",
    "correcao": "correção da CDA, que volta a ser registrada",
    "permanencia": "fim do prazo de permanência no cadastro",
    "regua": "saída da régua",
}


@dataclass(frozen=True, kw_only=True)
class Fato:
    """Uma linha da linha do tempo."""

    #: quando o hub soube
    registrado_em: datetime
    #: o dia do fato
    data: date
    #: a frase, que começa por "Em dd/mm/aaaa"
    texto: str
    icone: str
    #: cor do DSGov, ou vazio
    cor: str = ""
    #: de onde veio: `lote`, `remessa` ou `retorno`, e o número; vazio = não há página
    origem: str = ""
    numero: int = 0


def historia_da(cda: CDA) -> list[Fato]:
    """Os fatos da CDA, do mais velho ao mais novo."""
    fatos = [*_entradas(cda), *_justificativas(cda), *_movimentos(cda), *_comunicacoes(cda), *_passos(cda)]
    return sorted(fatos, key=lambda fato: fato.registrado_em)


def _entradas(cda: CDA) -> Iterator[Fato]:
    """O lote que a trouxe e os que a alteraram; cada versão guardada diz de que lote era."""
    versoes = list(cda.versoes.order_by("versao").select_related("substituida_por"))
    primeiro = versoes[0].conteudo["lote_id"] if versoes else cda.lote_id
    if lote := Lote.objects.filter(pk=primeiro, credor=cda.credor_id).first():
        porta = {"api": "pela API", "tela": "pelo formulário", "arquivo": f"no arquivo {lote.nome}"}[lote.porta]
        yield _do_lote(lote, f"a CDA chegou ao hub {porta}, no lote {lote.pk}.", "fa-inbox")
    for versao in versoes:
        lote = versao.substituida_por
        texto = f"o lote {lote.pk} alterou a CDA; a versão {versao.versao} ficou guardada."
        yield _do_lote(lote, texto, "fa-edit")


def _do_lote(lote: Lote, texto: str, icone: str) -> Fato:
    dia = localdate(lote.recebido_em)
    return Fato(
        registrado_em=lote.recebido_em,
        data=dia,
        texto=f"Em {dia:%d/%m/%Y} {texto}",
        icone=icone,
        origem="lote",
        numero=lote.pk,
    )


def _justificativas(cda: CDA) -> Iterator[Fato]:
    for passagem in Passagem.objects.filter(cda=cda, credor=cda.credor_id, motivo__startswith="justificativa:"):
        dia = localdate(passagem.em)
        dita = passagem.motivo.removeprefix("justificativa:")
        yield Fato(
            registrado_em=passagem.em,
            data=dia,
            texto=f"Em {dia:%d/%m/%Y} o credor justificou a ressalva: {dita}",
            icone="fa-comment-dots",
            cor="info",
        )


def _movimentos(cda: CDA) -> Iterator[Fato]:
    for movimento in Movimento.objects.filter(cda=cda, credor=cda.credor_id).order_by("id"):
        dito = DOS_MOVIMENTOS[TipoDeMovimento(movimento.tipo)]
        texto = dito.frase.format(
            valor=f", de {reais_escrever(movimento.valor)}" if movimento.valor is not None else "",
            motivo=f" ({movimento.motivo})" if movimento.motivo else "",
            processo=f", no processo {movimento.numero_cnj}" if movimento.numero_cnj else "",
        )
        yield Fato(
            registrado_em=movimento.registrado_em,
            data=movimento.data,
            texto=f"Em {movimento.data:%d/%m/%Y} {texto}",
            icone=dito.icone,
            cor=dito.cor,
            origem="lote",
            numero=movimento.lote_id,
        )


def _comunicacoes(cda: CDA) -> Iterator[Fato]:
    """O que se comunicou ao devedor antes de um registro, e o que voltou."""
    for comunicacao in Comunicacao.objects.filter(cda=cda, credor=cda.credor_id):
        a_quem = f"ao {comunicacao.devedor}º corresponsável" if comunicacao.devedor else "ao devedor"
        como = f"por {comunicacao.get_meio_display()}, antes do registro em {comunicacao.get_finalidade_display()}"
        prova = f"prova: {comunicacao.prova_de_envio}"
        if comunicacao.devolvida_em:
            por_que = f" ({comunicacao.motivo_da_devolucao})" if comunicacao.motivo_da_devolucao else ""
            como += f"; voltou em {comunicacao.devolvida_em:%d/%m/%Y}{por_que}"
        elif comunicacao.entregue_em:
            como += f"; foi entregue em {comunicacao.entregue_em:%d/%m/%Y} (prova: {comunicacao.prova_de_entrega})"
        yield Fato(
            registrado_em=comunicacao.registrada_em,
            data=comunicacao.enviada_em,
            texto=f"Em {comunicacao.enviada_em:%d/%m/%Y} o credor comunicou a dívida {a_quem} {como}; {prova}.",
            icone="fa-envelope",
            cor="info" if comunicacao.vale_desde else "warning",
        )


def _passos(cda: CDA) -> Iterator[Fato]:
    """O que aconteceu em cada canal. As mudanças de posição já estão contadas pelo movimento ou pelo lote."""
    acionamentos = {a.pk: a for a in Acionamento.objects.filter(cda=cda, credor=cda.credor_id)}
    passagens = Passagem.objects.filter(cda=cda, credor=cda.credor_id, acionamento__isnull=False)
    ordenadas = passagens.order_by("acionamento", "id")
    for pk, grupo in groupby(ordenadas, key=lambda passagem: passagem.acionamento):
        if pk in acionamentos:
            yield from (_passo(passagem, acionamentos[pk]) for passagem in grupo)


def _passo(passagem: Passagem, acionamento: Acionamento) -> Fato:
    passo = _passo_da(passagem, acionamento)
    dia = passagem.data or localdate(passagem.em)
    origem, numero, ocorrencia, irregularidade = _motivo(passagem.motivo)
    do_canal = {"irregularidade": _por_que(irregularidade)}
    if acionamento.no_cadastro:
        do_canal = {
            "irregularidade": _recusa_do_cadastro(irregularidade),
            "porque": f", por {MOTIVOS_DA_EXCLUSAO[ocorrencia]}" if ocorrencia in MOTIVOS_DA_EXCLUSAO else "",
        }
    if acionamento.estrategia == CARTA:
        do_canal = {"irregularidade": _por_que_a_carta(ocorrencia, irregularidade)}
    texto = passo.frase.format(**{**_partes(acionamento, passo), **do_canal}, numero=numero)
    return Fato(
        registrado_em=passagem.em,
        data=dia,
        texto=f"Em {dia:%d/%m/%Y} {texto}",
        icone=passo.icone,
        cor=passo.cor,
        origem=origem,
        numero=numero,
    )


def _recusa_do_cadastro(dita: str) -> str:
    """O código com que o cadastro recusou, ou o texto, onde ele responde por extenso."""
    if not dita:
        return ""
    return f" (código {dita})" if dita.isalnum() else f", que respondeu “{dita}”"


def _por_que_a_carta(baixa: str, inconsistencia: str) -> str:
    """Por que a carta voltou ou não foi aceita, pelas tabelas dos Correios ou pelo que o servidor de correio disse."""
    achada = baixas().get(baixa) or inconsistencias().get(inconsistencia)
    dita = achada["texto"] if achada else inconsistencia
    return f" ({dita})" if dita else ""


def _passo_da(passagem: Passagem, acionamento: Acionamento) -> Passo:
    para = Situacao(passagem.para)
    if acionamento.estrategia == CARTA and para in DAS_CARTAS:
        return DAS_CARTAS[para]
    if _motivo(passagem.motivo)[2] == AUTORIZACAO:
        return RETIRADA_AUTORIZADA
    if acionamento.no_cadastro and _motivo(passagem.motivo)[2] == "dispensada":
        return DISPENSADO
    if acionamento.no_cadastro and para in DOS_CADASTROS:
        return DOS_CADASTROS[para]
    return DOS_RECUOS.get((Situacao(passagem.de), para)) or DOS_PASSOS[para]


def _partes(acionamento: Acionamento, passo: Passo) -> dict[str, str]:
    municipio = municipios().get(acionamento.praca)
    praca = municipio.nome if municipio else acionamento.praca
    desfecho = acionamento.saldo if passo.usa_saldo and acionamento.saldo else None
    return {
        "estrategia": ESTRATEGIAS.get(acionamento.estrategia, acionamento.estrategia),
        "cartorio": f"o cartório {acionamento.cartorio.lstrip('0') or ''} de {praca}".replace("  ", " "),
        "praca": praca,
        "protocolo": acionamento.protocolo,
        "objeto": f", objeto {acionamento.protocolo}" if acionamento.protocolo else "",
        "titulo": acionamento.numero_titulo or "",
        "valor": reais_escrever(acionamento.valor),
        "devedor": f" do {acionamento.devedor}º corresponsável" if acionamento.devedor else "",
        "saldo": f", com saldo de {reais_escrever(desfecho)}" if desfecho else "",
        "custas": f" e custas de {reais_escrever(acionamento.custas)}" if desfecho and acionamento.custas else "",
    }


def _motivo(motivo: str) -> tuple[str, int, str, str]:
    """`retorno:7:5:03` → ("retorno", 7, "5", "03"): origem, número, ocorrência e irregularidade."""
    origem, numero, ocorrencia, irregularidade = (*motivo.split(":"), "", "", "")[:4]
    return origem, int(numero) if numero.isdecimal() else 0, ocorrencia, irregularidade


def _por_que(irregularidade: str) -> str:
    """O texto da irregularidade, pela tabela do leiaute do protesto, ou o código com que o canal recusou na entrada."""
    linhas = [linha for linha in linhas_do_dominio("irregularidades") if linha["codigo"] == irregularidade]
    if len(linhas) > 1 or any(linha["acao_sugerida"] == "interpretar_por_cra" for linha in linhas):
        return f" (irregularidade {irregularidade}, que cada CRA define: veja o que a sua diz na página Canais)"
    linha = linhas[0] if linhas else None
    if not linha and irregularidade in dominio("mensagens_cra21_apresentante"):
        dita = dominio("mensagens_cra21_apresentante")[irregularidade]["descricao"].split("{}")[0].rstrip(" (:.-")
        return f": {dita} (mensagem {irregularidade} da CRA)"
    return f": {linha['descricao']} (irregularidade {irregularidade})" if linha else ""
