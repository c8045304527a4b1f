"""Levar os registros de uma remessa ao SPC Brasil, um a um, em blocos: cada um uma vez, com o contrato que já tem."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from hub.comum.situacoes import Situacao
from hub.dividas.models import Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.chamadas.arquivos import diario_da
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
from hub.estrategias.spc_brasil.envio import PASTA, registros_do, valores_do
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
    blocos = Chamada.objects.filter(credor=remessa.credor, estrategia=NOME, arquivo__remessa=remessa)
    feitas = []
    for chamada in blocos.exclude(situacao__in=FEITAS).select_related("credor", "arquivo__remessa").order_by("pk"):
        feitas.append(_entregar(chamada, acesso, ator=ator, insistir=insistir))
        if feitas[-1].situacao not in FEITAS:
            break
    return feitas


def _entregar(chamada: Chamada, acesso: Acesso, *, ator: str, insistir: bool) -> Chamada:
    em_curso = chamada.situacao == SituacaoDaChamada.EM_CURSO
    if not em_curso and (parada := o_que_segura(chamada, inclui=chamada.operacao == INCLUIR)):
        return parada
    arquivo = chamada.arquivo
    assert arquivo is not None  # noqa: S101 - as desta estratégia que levam algo têm arquivo
    diario = Diario(diario_da(chamada))
    registros = _por_chamar(chamada, arquivo, diario)
    if not registros and not diario.respostas and not em_curso:
        return dispensar(chamada)
    return chamada_fazer(
        chamada=chamada,
        fazer=partial(_chamar_todos, registros, diario, acesso),
        aplicar=partial(_aplicar, arquivo, ator),
        insistir=insistir,
    )


@transaction.atomic
def _por_chamar(chamada: Chamada, arquivo: RemessaArquivo, diario: Diario) -> list[dict[str, Any]]:
    """Os registros do bloco que esperam que se chame, os que mais falharam por último.

    A inclusão que nunca se chamou e já não pode ir (paga, suspensa, alterada) é dispensada aqui.
    """
    Remessa.objects.select_for_update().get(pk=arquivo.remessa_id)
    caminho = caminho_do_arquivo(arquivo)
    registros = {registro["nosso_numero"]: registro for registro in registros_do(caminho, *_trecho(chamada))}
    inclui = chamada.operacao == INCLUIR
    esperam = _que_esperam(chamada, [*registros], inclui=inclui)
    if inclui:
        fora = [numero for numero, vale in esperam.items() if not vale and not diario.idas[numero]]
        _dispensar_registros(arquivo, fora)
        # A que se chamou e ficou sem resposta pode ter entrado: quem a tira é a exclusão, que o plano pede.
        esperam = {numero: vale for numero, vale in esperam.items() if vale}
    faltam = [
        registro
        for numero, registro in registros.items()
        if numero in esperam and numero not in diario.respostas and diario.idas[numero] < IDAS
    ]
    return sorted(faltam, key=lambda registro: diario.idas[registro["nosso_numero"]])


def _que_esperam(chamada: Chamada, numeros: list[str], *, inclui: bool) -> dict[str, bool]:
    situacao = Situacao.ENVIADA if inclui else Situacao.EXCLUSAO_PEDIDA
    parametros: dict[str, Any] = {"credor": chamada.credor_id, "numeros": numeros, "situacao": situacao.value}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "por_chamar"), parametros)
        return dict(cursor.fetchall())


def _dispensar_registros(arquivo: RemessaArquivo, numeros: list[str]) -> None:
    motivo = f"remessa:{arquivo.remessa_id}:dispensada"
    parametros: dict[str, Any] = {"credor": arquivo.credor_id, "numeros": numeros}
    parametros |= {"motivo": motivo, "em": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "dispensar"), parametros)


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
    sem_resposta = _sem_resposta(chamada)
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


def _sem_resposta(chamada: Chamada) -> int:
    diario = Diario(diario_da(chamada))
    return sum(idas >= IDAS and numero not in diario.respostas for numero, idas in diario.idas.items())
