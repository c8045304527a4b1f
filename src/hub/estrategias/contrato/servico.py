"""Um serviço que fala por contrato, como serviço que atende um registro por vez."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import httpx

from hub.credores.models import Credor
from hub.estrategias.chamadas.falha import FalhaDoCanal
from hub.estrategias.chamadas.ligacao import credencial_para_ligar
from hub.estrategias.chamadas.rede import DE_UM_REGISTRO, Ouvido, Pedido, corpo_conferir, ouvir, pedir
from hub.estrategias.chamadas.segredos import Credencial
from hub.estrategias.contrato.erros import ContratoAusente
from hub.estrategias.contrato.forma import Contrato, Operacao
from hub.estrategias.contrato.montagem import caminho_de, corpo_de
from hub.estrategias.contrato.opcoes import Opcoes, codigos_de, contrato_lido, opcoes_de
from hub.estrategias.contrato.resposta import entender
from hub.estrategias.por_registro.servico import Ato, Chamar, Entendido, Sentido, Servico

LIMITE_DA_RESPOSTA: Final = 1024 * 1024
#: Caracteres do identificador que um serviço dá a um registro.
IDENTIFICADOR_MAXIMO: Final = 40
#: Segundos antes do fim em que um token se troca, e quanto vale o que não diz.
_FOLGA, _VALE = 30, 300
_SEM_ACESSO: Final = "HTTP_401"
#: A situação de quem não se chegou a chamar.
_NAO_CHAMADA: Final = 0


def servico_por_contrato(nome: str, titulo: str, *, exige: tuple[Ato, ...]) -> Servico:
    """O serviço de um canal, que segue o contrato gravado. `exige`: os atos de que o canal precisa."""

    def ligar(credor: Credor, /, *, em: date) -> Chamar:
        opcoes, contrato = opcoes_de(credor, nome), contrato_lido(credor, nome, em, exige=exige)
        if contrato is None:
            raise ContratoAusente(canal=nome, credor=credor.nome, em=f"{em:%d/%m/%Y}")
        credencial = credencial_para_ligar(credor, nome, opcoes, titulo=titulo, em=em)
        return Ligacao(quem=quem, em=em, contrato=contrato, opcoes=opcoes, credencial=credencial).chamar

    quem, atos = f"O {titulo}", {ato.value: ato for ato in exige}
    return Servico(nome=nome, quem=quem, atos=atos, ligar=ligar, entender=_entender)


def _entender(operacao: str, corpo: bytes, /) -> Entendido:
    """A resposta já entendida na hora da chamada, pelo contrato que então valia."""
    del operacao
    try:
        dita = json.loads(corpo)
        sentido = Sentido(dita["sentido"])
        return Entendido(sentido=sentido, texto=str(dita["texto"]), identificador=str(dita["identificador"]))
    except (ValueError, KeyError, TypeError):
        raise FalhaDoCanal("Não é uma resposta que o hub guardou.", permanente=True, codigo="RESPOSTA") from None


@dataclass(kw_only=True)
class Ligacao:
    """O que é preciso para chamar, enquanto dura uma entrega."""

    quem: str
    em: date
    contrato: Contrato
    opcoes: Opcoes
    credencial: Credencial
    token: str = field(default="", repr=False)
    token_ate: float = 0

    def chamar(self, registro: Mapping[str, Any], rede: httpx.Client, /) -> bytes:
        """A resposta crua e o que ela quer dizer. Levanta `FalhaDoCanal`."""
        operacao = self.contrato.operacoes[registro["operacao"]]
        valores = self._valores(registro)
        caminho = caminho_de(operacao, valores)
        if caminho is None:
            texto = "o serviço nunca deu identificador a este registro, e sem ele não há o que pedir"
            return _guardar(_NAO_CHAMADA, b"", Entendido(sentido=Sentido.RECUSA, texto=texto))
        ouvido = self._ouvir(operacao, caminho, valores, rede)
        if operacao.onde or ouvido.corpo.strip():
            corpo_conferir(ouvido.corpo, quem=self.quem)
        dita = entender(self.contrato, operacao, ouvido.situacao, ouvido.corpo, quem=self.quem)
        if len(dita.identificador) > IDENTIFICADOR_MAXIMO:
            texto = f"{self.quem} deu um identificador maior que {IDENTIFICADOR_MAXIMO}. Confira o contrato."
            raise FalhaDoCanal(texto, permanente=True, codigo="IDENTIFICADOR", corpo=ouvido.corpo)
        entendido = Entendido(sentido=dita.sentido, texto=dita.texto, identificador=dita.identificador)
        return _guardar(ouvido.situacao, ouvido.corpo, entendido)

    def _ouvir(self, operacao: Operacao, caminho: str, valores: dict[str, str | None], rede: httpx.Client) -> Ouvido:
        """Com um token que já serviu e deixou de servir, pede-se outro, uma vez: o 401 diz que nada se fez."""
        ja_servia = bool(self.token)
        try:
            return ouvir(self._pedido(operacao, caminho, valores, rede), DE_UM_REGISTRO, rede)
        except FalhaDoCanal as falha:
            if not ja_servia or falha.codigo != _SEM_ACESSO:
                raise
        self.token = ""
        return ouvir(self._pedido(operacao, caminho, valores, rede), DE_UM_REGISTRO, rede)

    def _valores(self, registro: Mapping[str, Any]) -> dict[str, str | None]:
        ditos = {f"codigo.{nome}": valor for nome, valor in codigos_de(self.opcoes).items()}
        segredo = {"usuario": self.credencial.usuario, "senha": self.credencial.senha}
        do_registro = {nome: valor for nome, valor in registro.items() if nome not in {"nosso_numero", "operacao"}}
        motivo = registro.get("motivo")
        do_registro["motivo"] = self.contrato.motivos.get(motivo, motivo) if motivo else None
        return {**do_registro, **ditos, **segredo, "hoje": self.em.isoformat()}

    def _pedido(self, operacao: Operacao, caminho: str, valores: dict[str, str | None], rede: httpx.Client) -> Pedido:
        tipos = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
        acesso: dict[str, Callable[[], dict[str, str]]] = {
            "bearer": lambda: {"Authorization": f"Bearer {self.credencial.senha}"},
            "token": lambda: {"Authorization": f"Bearer {self._token(rede)}"},
        }
        autenticacao = self.contrato.autenticacao
        return Pedido(
            endereco=self.opcoes.endereco.rstrip("/") + caminho,
            corpo=corpo_de(self.contrato, operacao, valores),
            cabecalhos={
                "Content-Type": tipos[self.contrato.formato],
                **self.contrato.cabecalhos,
                **acesso.get(autenticacao, dict)(),
            },
            credencial=self.credencial if autenticacao == "basic" else None,
            limite=LIMITE_DA_RESPOSTA,
            metodo=operacao.metodo,
            aceita=operacao.feito | operacao.recusado,
        )

    def _token(self, rede: httpx.Client) -> str:
        """O token por credenciais de cliente (RFC 6749, 4.4), enquanto vale. Levanta `FalhaDoCanal`."""
        if self.token and time.monotonic() < self.token_ate:
            return self.token
        pedido = Pedido(
            endereco=self.opcoes.endereco_do_token,
            corpo=b"grant_type=client_credentials",
            cabecalhos={"Content-Type": "application/x-www-form-urlencoded"},
            credencial=self.credencial,
            limite=LIMITE_DA_RESPOSTA,
        )
        try:
            dado = json.loads(pedir(pedido, DE_UM_REGISTRO, rede))
            self.token = str(dado["access_token"])
            self.token_ate = time.monotonic() + float(dado.get("expires_in", _VALE)) - _FOLGA
        except (ValueError, KeyError, TypeError):
            texto = f"{self.quem} não deu o token que se pediu. Tenta-se de novo."
            raise FalhaDoCanal(texto, permanente=False, codigo="TOKEN") from None
        return self.token


def _guardar(situacao: int, corpo: bytes, entendido: Entendido) -> bytes:
    guardada = {
        "situacao": situacao,
        "corpo": corpo.decode("utf-8", "replace"),
        "sentido": entendido.sentido.value,
        "texto": entendido.texto,
        "identificador": entendido.identificador,
    }
    return json.dumps(guardada, ensure_ascii=False).encode()
