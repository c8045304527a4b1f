"""Levar os registros de uma remessa ao SPC Brasil, um a um, em blocos: cada um uma vez, com o contrato que já tem."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from hub.comum.situacoes import Situacao
from hub.dividas.models import Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.chamadas.arquivos import diario_da, trava_do_canal
from hub.estrategias.chamadas.entregas import dispensar, o_que_segura
from hub.estrategias.chamadas.erros import RemessaNaoLiberada
from hub.estrategias.chamadas.execucao import FEITAS, Feito, chamada_fazer
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.rede import ligar
from hub.estrategias.models import Chamada, SituacaoDaChamada
from hub.estrategias.plano import consulta
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import caminho_do_arquivo
from hub.estrategias.spc_brasil.acesso import ligacao_do
from hub.estrategias.spc_brasil.cliente import PRAZOS, QUEM, Acesso, chamar, resposta_de
from hub.estrategias.spc_brasil.diario import Diario
from hub.estrategias.spc_brasil.envelope import INCLUIR
from hub.estrategias.spc_brasil.envio import PASTA, Registros, valores_do
from hub.estrategias.spc_brasil.faltas import Sentido, sentido_da
from hub.estrategias.spc_brasil.leitura import surpresas_em
from hub.estrategias.spc_brasil.opcoes import NOME

#: Vezes que se chama um registro sem resposta antes de deixá-lo para uma pessoa: um só não para os outros.
IDAS: Final = 3
#: Recusas iguais e seguidas que são defeito do pedido inteiro, e não de cada registro.
MESMA_RECUSA: Final = 20
_Chamar = Callable[[dict[str, Any]], bytes]


def remessa_entregar(*, remessa: Remessa, ator: str, insistir: bool = False) -> list[Chamada]:
    """Chama o serviço pelos registros que ele ainda não respondeu e aplica o que responde. Repetir não chama de novo.

    Para no primeiro bloco que não se fez: o seguinte daria no mesmo. `insistir`: quem mandou foi uma pessoa, e não se
    espera a hora da próxima tentativa. Levanta `RemessaNaoLiberada`, o que impede a ligação (`ligacao_do`),
    `ChamadaEmCurso` e `CanalDesligado`.
    """
    if remessa.situacao != SituacaoDaRemessa.LIBERADA or remessa.estrategia != NOME:
        raise RemessaNaoLiberada(plano=remessa.pk)
    acesso = ligacao_do(remessa.credor, em=timezone.localdate()).acesso
    feitas: list[Chamada] = []
    for arquivo in remessa.arquivos.select_related("credor", "remessa").order_by("pk"):
        with Registros(caminho_do_arquivo(arquivo)) as registros, trava_do_canal(remessa.credor_id, NOME):
            blocos = _abertos(arquivo)
            _dispensar_o_que_nao_vai(arquivo, blocos, registros)
            for chamada in blocos:
                feitas.append(_entregar(chamada, arquivo, registros, acesso, ator=ator, insistir=insistir))
                if feitas[-1].situacao not in FEITAS:
                    return feitas
    return feitas


def _abertos(arquivo: RemessaArquivo) -> list[Chamada]:
    blocos = Chamada.objects.filter(credor=arquivo.credor_id, estrategia=NOME, arquivo=arquivo)
    return list(blocos.exclude(situacao__in=FEITAS).select_related("credor").order_by("pk"))


def _dispensar_o_que_nao_vai(arquivo: RemessaArquivo, blocos: list[Chamada], registros: Registros) -> None:
    """Antes de tudo, em todos os blocos: o que vem depois, nesta e noutra remessa, já o sabe."""
    if not _que_nao_vao(arquivo):
        return
    for chamada in blocos:
        if chamada.operacao == INCLUIR:
            numeros = [registro["nosso_numero"] for registro in registros.do_trecho(*_trecho(chamada))]
            _dispensar(arquivo, numeros, Diario(diario_da(chamada)))


def _entregar(
    chamada: Chamada, arquivo: RemessaArquivo, registros: Registros, acesso: Acesso, *, ator: str, insistir: bool
) -> Chamada:
    em_curso = chamada.situacao == SituacaoDaChamada.EM_CURSO
    if not em_curso and (parada := o_que_segura(chamada, inclui=chamada.operacao == INCLUIR)):
        return parada
    diario = Diario(diario_da(chamada))
    por_chamar = _por_chamar(chamada, arquivo, registros.do_trecho(*_trecho(chamada)), diario)
    if not (por_chamar or diario.respostas or _sem_resposta(diario) or em_curso):
        return dispensar(chamada)
    return chamada_fazer(
        chamada=chamada,
        fazer=partial(_chamar_todos, por_chamar, diario, acesso),
        aplicar=partial(_aplicar, arquivo, ator),
        insistir=insistir,
    )


def _por_chamar(
    chamada: Chamada, arquivo: RemessaArquivo, registros: list[dict[str, Any]], diario: Diario
) -> list[dict[str, Any]]:
    """Os registros do bloco que esperam que se chame, os que mais falharam por último."""
    numeros = [registro["nosso_numero"] for registro in registros]
    fora = _dispensar(arquivo, numeros, diario) if chamada.operacao == INCLUIR else set()
    situacao = Situacao.ENVIADA if chamada.operacao == INCLUIR else Situacao.EXCLUSAO_PEDIDA
    parametros: dict[str, Any] = {"credor": chamada.credor_id, "numeros": numeros, "situacao": situacao.value}
    esperam = _numeros("por_chamar", parametros) - fora
    faltam = [
        registro
        for registro in registros
        if registro["nosso_numero"] in esperam - set(diario.respostas) and diario.idas[registro["nosso_numero"]] < IDAS
    ]
    return sorted(faltam, key=lambda registro: diario.idas[registro["nosso_numero"]])


@transaction.atomic
def _dispensar(arquivo: RemessaArquivo, numeros: list[str], diario: Diario) -> set[str]:
    """Dispensa as inclusões que já não podem ir e nunca se chamaram; devolve todas as que já não podem ir.

    A que se chamou e ficou sem resposta pode ter entrado: quem a tira é a exclusão, que o plano pede.
    """
    Remessa.objects.select_for_update().get(pk=arquivo.remessa_id)
    fora = _que_nao_vao(arquivo, numeros)
    parametros: dict[str, Any] = {
        "credor": arquivo.credor_id,
        "numeros": [numero for numero in fora if not diario.idas[numero]],
        "motivo": f"remessa:{arquivo.remessa_id}:dispensada",
        "em": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "dispensar"), parametros)
    return fora


def _que_nao_vao(arquivo: RemessaArquivo, numeros: list[str] | None = None) -> set[str]:
    return _numeros("nao_vao", {"remessa": arquivo.remessa_id, "numeros": numeros})


def _numeros(nome: str, parametros: dict[str, Any]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, nome), parametros)
        return {numero for (numero,) in cursor.fetchall()}


def _trecho(chamada: Chamada) -> tuple[int, int]:
    """`SPC000001.jsonl 501-1000` → (501, 1000)."""
    primeiro, _, ultimo = chamada.chave.rpartition(" ")[2].partition("-")
    return int(primeiro), int(ultimo)


def _chamar_todos(registros: list[dict[str, Any]], diario: Diario, acesso: Acesso) -> bytes:
    """Chama um a um e devolve as respostas de todos; na falha da rede para, e o diário guarda o que já veio."""
    with ligar(PRAZOS) as ligacao:

        def chamar_um(registro: dict[str, Any]) -> bytes:
            return chamar(acesso, registro["operacao"], valores_do(registro), ligacao)

        _um_a_um(registros, diario, chamar_um)
    return diario.em_jsonl()


def _um_a_um(registros: list[dict[str, Any]], diario: Diario, chamar_um: _Chamar) -> None:
    """As recusas iguais e seguidas só se escrevem quando se sabe que são de cada um."""
    iguais: list[tuple[dict[str, Any], bytes, str]] = []
    for registro in registros:
        diario.vai(registro["nosso_numero"])
        corpo = chamar_um(registro)
        recusa = _recusa(registro["operacao"], corpo)
        if iguais and recusa != iguais[-1][2]:
            _escrever(diario, iguais)
        if not recusa:
            _escrever(diario, [(registro, corpo, "")])
            continue
        iguais.append((registro, corpo, recusa))
        if len(iguais) == MESMA_RECUSA:
            texto = (
                f"{QUEM} recusou {MESMA_RECUSA} registros seguidos com o mesmo texto: {recusa[:200]}. É defeito do que "
                "se configurou, e nenhum foi dado por recusado. Corrija-o com `hub canal configurar` e religue o canal."
            )
            raise FalhaDoCanal(texto, permanente=True, codigo="RECUSAS", corpo=corpo)
    _escrever(diario, iguais)


def _escrever(diario: Diario, respostas: list[tuple[dict[str, Any], bytes, str]]) -> None:
    for registro, corpo, _ in respostas:
        diario.respondeu(registro["nosso_numero"], registro["operacao"], corpo, em=timezone.now())
    respostas.clear()


def _recusa(operacao: str, corpo: bytes) -> str:
    """O texto da falta que recusa o registro; vazio quando ele entrou, saiu, já estava ou já não estava."""
    resposta = resposta_de(corpo)
    if resposta.fez or sentido_da(operacao, resposta.falta) != Sentido.RECUSA:
        return ""
    return resposta.falta


def _aplicar(arquivo: RemessaArquivo, ator: str, chamada: Chamada, corpo: bytes) -> Feito:
    """Aplica as respostas do bloco pelo motor dos retornos, na transação de quem chama."""
    Remessa.objects.select_for_update().get(pk=arquivo.remessa_id)
    sem_resposta = _sem_resposta(Diario(diario_da(chamada)))
    partes = []
    if corpo:
        nome = f"{chamada.chave}.respostas"
        retorno = retorno_aplicar(estrategia=NOME, conteudo=corpo, nome=nome, ator=ator, credor=chamada.credor)
        partes.append(f"{retorno.titulos} registros respondidos.")
    surpresas = surpresas_em(corpo)
    if surpresas:
        partes.append(
            f"{surpresas} já estavam, ou já não estavam, sem que o hub tivesse chamado antes: confira com {QUEM} se o "
            "valor é o mesmo."
        )
    if sem_resposta:
        partes.append(
            f"{sem_resposta} ficaram sem resposta em {IDAS} tentativas e podem ter entrado: confira com {QUEM}. Se não "
            "entraram, `hub remessa recusada` os devolve ao plano."
        )
    codigo = "SEM_RESPOSTA" if sem_resposta else "OK"
    return Feito(codigo=codigo, mensagem=" ".join(partes), conferir=bool(surpresas or sem_resposta))


def _sem_resposta(diario: Diario) -> int:
    """Quantos se deixaram para uma pessoa."""
    return sum(idas >= IDAS and numero not in diario.respostas for numero, idas in diario.idas.items())
