"""Levar os registros de uma remessa ao serviço, um a um, em blocos: cada um uma vez, com o contrato que já tem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from hub.dividas.models import Remessa, RemessaArquivo, SituacaoDaRemessa
from hub.estrategias.chamadas.arquivos import diario_da, trava_do_canal
from hub.estrategias.chamadas.entregas import dispensar, o_que_segura
from hub.estrategias.chamadas.erros import RemessaNaoLiberada
from hub.estrategias.chamadas.execucao import FEITAS, Feito, chamada_fazer
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.rede import DE_UM_REGISTRO, ligar
from hub.estrategias.models import Chamada, SituacaoDaChamada
from hub.estrategias.plano import consulta
from hub.estrategias.por_registro.arquivo import Registros
from hub.estrategias.por_registro.diario import Diario
from hub.estrategias.por_registro.leitura import identificadores_em, surpresas_em
from hub.estrategias.por_registro.servico import PASSOS, PESAM, Ato, Chamar, Sentido, Servico
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import caminho_do_arquivo

PASTA: Final = "hub.estrategias.por_registro"
#: Vezes que se chama um registro, com outros a responder, antes de deixá-lo para uma pessoa: um só não para os outros.
IDAS: Final = 3
#: Recusas iguais e seguidas que são defeito do pedido inteiro, e não de cada registro.
MESMA_RECUSA: Final = 20


def remessa_entregar(servico: Servico, *, remessa: Remessa, ator: str, insistir: bool = False) -> list[Chamada]:
    """Chama o serviço pelos registros que ele ainda não respondeu e aplica o que responde. Repetir não chama de novo.

    Para no primeiro bloco que não se fez: o seguinte daria no mesmo. `insistir`: quem mandou foi uma pessoa, e não se
    espera a hora da próxima tentativa. Levanta `RemessaNaoLiberada`, o que impede a ligação (`Servico.ligar`),
    `ChamadaEmCurso` e `CanalDesligado`.
    """
    if remessa.situacao != SituacaoDaRemessa.LIBERADA or remessa.estrategia != servico.nome:
        raise RemessaNaoLiberada(plano=remessa.pk)
    chamar = servico.ligar(remessa.credor, em=timezone.localdate())
    feitas: list[Chamada] = []
    for arquivo in remessa.arquivos.select_related("credor", "remessa").order_by("pk"):
        with Registros(caminho_do_arquivo(arquivo)) as registros, trava_do_canal(remessa.credor_id, servico.nome):
            entrega = Entrega(servico=servico, arquivo=arquivo, registros=registros, chamar=chamar, ator=ator)
            blocos = entrega.abertos()
            entrega.dispensar_o_que_nao_vai(blocos)
            for chamada in blocos:
                feitas.append(entrega.fazer(chamada, insistir=insistir))
                if feitas[-1].situacao not in FEITAS:
                    return feitas
    return feitas


@dataclass(frozen=True, kw_only=True)
class Entrega:
    """A entrega de um arquivo, enquanto dura."""

    servico: Servico
    arquivo: RemessaArquivo
    registros: Registros
    chamar: Chamar
    ator: str

    def abertos(self) -> list[Chamada]:
        """Os blocos que ainda não se fizeram, na ordem."""
        blocos = Chamada.objects.filter(
            credor=self.arquivo.credor_id, estrategia=self.servico.nome, arquivo=self.arquivo
        )
        return list(blocos.exclude(situacao__in=FEITAS).select_related("credor").order_by("pk"))

    def dispensar_o_que_nao_vai(self, blocos: list[Chamada]) -> None:
        """Antes de tudo, em todos os blocos: o que vem depois, nesta e noutra remessa, já o sabe."""
        if not _que_nao_vao(self.arquivo):
            return
        for chamada in blocos:
            if self._ato(chamada) == Ato.INCLUIR:
                numeros = [registro["nosso_numero"] for registro in self.registros.do_trecho(*_trecho(chamada))]
                _dispensar(self.arquivo, numeros, Diario(diario_da(chamada)))

    def fazer(self, chamada: Chamada, *, insistir: bool) -> Chamada:
        """Chama os registros do bloco que faltam e aplica as respostas; ou o que segura, ou dispensa, o bloco."""
        em_curso = chamada.situacao == SituacaoDaChamada.EM_CURSO
        if not em_curso and (parada := o_que_segura(chamada, inclui=self._ato(chamada) in PESAM)):
            return parada
        diario = Diario(diario_da(chamada))
        por_chamar = self._por_chamar(chamada, diario)
        if not (por_chamar or diario.respostas or _sem_resposta(diario) or em_curso):
            return dispensar(chamada)
        return chamada_fazer(
            chamada=chamada,
            fazer=partial(self._chamar_todos, por_chamar, diario, aceita=insistir),
            aplicar=self._aplicar,
            insistir=insistir,
        )

    def _ato(self, chamada: Chamada) -> Ato:
        return self.servico.atos[chamada.operacao]

    def _por_chamar(self, chamada: Chamada, diario: Diario) -> list[dict[str, Any]]:
        """Os registros do bloco que esperam que se chame, os que mais falharam por último."""
        registros = self.registros.do_trecho(*_trecho(chamada))
        numeros = [registro["nosso_numero"] for registro in registros]
        ato = self._ato(chamada)
        fora = _dispensar(self.arquivo, numeros, diario) if ato == Ato.INCLUIR else set()
        if ato == Ato.REATIVAR:
            _devolver(self.arquivo, [numero for numero in numeros if not diario.idas[numero]])
        parametros: dict[str, Any] = {"credor": chamada.credor_id, "numeros": numeros}
        esperam = _esperam(parametros | {"situacao": PASSOS[ato].pedida.value}) - fora
        esperam -= set(diario.respostas)
        faltam = [
            registro
            for registro in registros
            if registro["nosso_numero"] in esperam and not diario.teimoso(registro["nosso_numero"], IDAS)
        ]
        return sorted(faltam, key=lambda registro: diario.idas[registro["nosso_numero"]])

    def _chamar_todos(self, registros: list[dict[str, Any]], diario: Diario, *, aceita: bool) -> bytes:
        """Chama um a um e devolve as respostas de todos; na falha da rede para, e o diário guarda o que já veio.

        As recusas iguais e seguidas só se escrevem quando se sabe que são de cada um, ou se uma pessoa as aceita.
        """
        iguais: list[tuple[dict[str, Any], bytes, str]] = []
        with ligar(DE_UM_REGISTRO) as rede:
            for registro in registros:
                diario.vai(registro["nosso_numero"])
                corpo = self.chamar(registro, rede)
                recusa = self._recusa(registro["operacao"], corpo)
                if iguais and recusa != iguais[-1][2]:
                    _escrever(diario, iguais)
                iguais.append((registro, corpo, recusa))
                if not recusa:
                    _escrever(diario, iguais)
                if len(iguais) == MESMA_RECUSA and not aceita:
                    raise self._defeito_de_todos(recusa, corpo)
        _escrever(diario, iguais)
        return diario.em_jsonl()

    def _recusa(self, operacao: str, corpo: bytes) -> str:
        """O texto da recusa; vazio quando o registro entrou, saiu, já estava ou já não estava."""
        entendido = self.servico.entender(operacao, corpo)
        return (entendido.texto or "sem texto") if entendido.sentido == Sentido.RECUSA else ""

    def _defeito_de_todos(self, recusa: str, corpo: bytes) -> FalhaDoCanal:
        texto = (
            f"{self.servico.quem} recusou {MESMA_RECUSA} registros seguidos com o mesmo texto: {recusa[:200]}. É "
            "defeito do que se configurou, e nenhum foi dado por recusado. Corrija-o com `hub canal configurar` e "
            "religue o canal; se é mesmo de cada um, religue-o e `hub canal entregar` as aceita."
        )
        return FalhaDoCanal(texto, permanente=True, codigo="RECUSAS", corpo=corpo)

    def _aplicar(self, chamada: Chamada, corpo: bytes) -> Feito:
        """Aplica as respostas do bloco pelo motor dos retornos, na transação de quem chama."""
        Remessa.objects.select_for_update().get(pk=self.arquivo.remessa_id)
        sem_resposta = _sem_resposta(Diario(diario_da(chamada)))
        partes, surpresas = [], 0
        if corpo:
            nome = f"{chamada.chave}.respostas"
            retorno = retorno_aplicar(
                estrategia=self.servico.nome, conteudo=corpo, nome=nome, ator=self.ator, credor=chamada.credor
            )
            partes.append(f"{retorno.titulos} registros respondidos.")
            surpresas = surpresas_em(self.servico, corpo, nome)
            _identificar(chamada.credor_id, identificadores_em(self.servico, corpo, nome))
        if surpresas:
            partes.append(
                f"{surpresas} já estavam, ou já não estavam, sem que o hub tivesse chamado antes: confira com "
                f"{self.servico.quem} se o valor é o mesmo."
            )
        if sem_resposta:
            partes.append(
                f"{sem_resposta} ficaram sem resposta e podem ter sido feitos: confira com {self.servico.quem}. Não se "
                f"insiste depois de {IDAS} vezes, nem com a dívida que acabou ou se suspendeu (o plano pede que saia). "
                "Se não foram feitos, `hub remessa recusada` os devolve ao plano."
            )
        codigo = "SEM_RESPOSTA" if sem_resposta else "OK"
        return Feito(codigo=codigo, mensagem=" ".join(partes), conferir=bool(surpresas or sem_resposta))


def _trecho(chamada: Chamada) -> tuple[int, int]:
    """`SPC000001.jsonl 501-1000` → (501, 1000)."""
    primeiro, _, ultimo = chamada.chave.rpartition(" ")[2].partition("-")
    return int(primeiro), int(ultimo)


@transaction.atomic
def _dispensar(arquivo: RemessaArquivo, numeros: list[str], diario: Diario) -> set[str]:
    """Dispensa as inclusões que já não podem ir e nunca se chamaram; devolve as que não se chamam.

    A que se chamou e ficou sem resposta pode ter entrado. Se a dívida acabou ou se suspendeu, não se insiste: quem a
    tira é o pedido que o plano faz. Se só mudou de conteúdo, insiste-se até que responda, e o plano a corrige.
    """
    Remessa.objects.select_for_update().get(pk=arquivo.remessa_id)
    nao_vao = _que_nao_vao(arquivo, numeros)
    nunca = [numero for numero in nao_vao if not diario.idas[numero]]
    parametros: dict[str, Any] = {
        "credor": arquivo.credor_id,
        "numeros": nunca,
        "motivo": f"remessa:{arquivo.remessa_id}:dispensada",
        "em": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "dispensar"), parametros)
    return {*nunca, *(numero for numero, sai in nao_vao.items() if sai)}


def _devolver(arquivo: RemessaArquivo, numeros: list[str]) -> None:
    """Deixa suspensos os registros cuja reativação nunca se chamou e já não pode ir."""
    motivo = f"remessa:{arquivo.remessa_id}:devolvida"
    parametros: dict[str, Any] = {"credor": arquivo.credor_id, "numeros": numeros, "motivo": motivo}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "devolver"), parametros | {"em": timezone.now()})


def _identificar(credor: int, identificadores: dict[str, str]) -> None:
    if not identificadores:
        return
    parametros: dict[str, Any] = {"credor": credor, "numeros": [*identificadores]}
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "identificar"), parametros | {"identificadores": [*identificadores.values()]})


def _que_nao_vao(arquivo: RemessaArquivo, numeros: list[str] | None = None) -> dict[str, bool]:
    """Nosso número → se alguém vai pedir que saia."""
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "nao_vao"), {"remessa": arquivo.remessa_id, "numeros": numeros})
        return dict(cursor.fetchall())


def _esperam(parametros: dict[str, Any]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(consulta(PASTA, "por_chamar"), parametros)
        return {numero for (numero,) in cursor.fetchall()}


def _escrever(diario: Diario, respostas: list[tuple[dict[str, Any], bytes, str]]) -> None:
    for registro, corpo, _ in respostas:
        diario.respondeu(registro["nosso_numero"], registro["operacao"], corpo, em=timezone.now())
    respostas.clear()


def _sem_resposta(diario: Diario) -> int:
    """Quantos se chamaram e não se sabe no que deu."""
    return sum(numero not in diario.respostas for numero in diario.idas)
