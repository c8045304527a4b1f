"""As cartas nos cenários: opções, régua, e os Correios simulados."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from cenarios.portas import Registro, por_arquivo
from hub.credores.models import Credor
from hub.dividas.models import CDA, Remessa, Retorno
from hub.documentos.models import ModeloDeDocumento, VersaoDoModelo
from hub.estrategias.configuracao import canal_configurar
from hub.estrategias.registro import canal
from hub.estrategias.retornos import retorno_aplicar
from hub.estrategias.servicos import remessa_liberar, remessa_planejar
from regua_de_teste import trocar_a_regua
from simuladores.correios import Correios

ECARTA = {"papel": "ecarta", "matriz": "12201", "cartao": "0075460000", "contrato": "9912480000"}


def preparar(credor: Credor, **opcoes: str) -> None:
    """Régua só com a carta, o modelo padrão do credor e o papel pela gráfica."""
    canal_configurar(credor=credor, estrategia="carta", ditas={"modelos": "CARTA-PADRAO"} | opcoes, ator="ana")
    trocar_a_regua(credor, [{"estrategia": "carta", "espera_dias": 0, "condicao": {}}])
    versao_desde_sempre(credor, "CARTA-PADRAO")


def versao_desde_sempre(credor: Credor, codigo: str, nome: str = "") -> VersaoDoModelo:
    """A redação da carta padrão, no modelo dito, valendo desde antes dos cenários: a do credor novo é de hoje."""
    padrao = VersaoDoModelo.objects.filter(modelo__credor=credor, modelo__codigo="CARTA-PADRAO").latest("versao")
    modelo, novo = ModeloDeDocumento.objects.get_or_create(
        credor=credor, codigo=codigo, defaults={"especie": "CARTA", "nome": nome}
    )
    padrao.pk, padrao.modelo, padrao.vigente_desde = None, modelo, date(2020, 1, 1)
    padrao.versao = 1 if novo else padrao.versao + 1
    padrao.save(force_insert=True)
    return padrao


def enviar(credor: Credor, iptu: Registro, numero: str, **mudancas: str) -> CDA:
    feita = por_arquivo(credor, iptu | {"numero_cda": numero} | mudancas, em=date(2026, 3, 1))
    assert feita.resultado in {"aceita", "alterada"}, feita
    return CDA.objects.get(credor=credor, numero_cda=numero)


def liberar(credor: Credor, em: date, pasta: Path) -> Remessa:
    """Planeja e libera, com quantas pessoas o freio pedir."""
    remessa = remessa_planejar(credor=credor, estrategia="carta", em=em, ator="ana")
    remessa_liberar(remessa=remessa, saida=pasta, ator="ana")
    remessa.refresh_from_db()
    return remessa


def motivo(credor: Credor, cda: CDA, em: date) -> str:
    """Por que a carta vai (vazio) ou não vai."""
    (dito,) = canal("carta").motivos(credor=credor, em=em, limite=1, cda=cda.pk)
    assert dito["texto"]
    return dito["motivo"]


def aplicar(nome: str, conteudo: bytes, credor: Credor | None = None) -> Retorno:
    return retorno_aplicar(estrategia="carta", conteudo=conteudo, nome=nome, ator="ana", credor=credor)


def lista(*linhas: str) -> bytes:
    """Uma lista em CSV como a gráfica a devolve."""
    return "\r\n".join(("carta;situacao;data;motivo;etiqueta", *linhas)).encode()


def do_zip(conteudo: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
        assert pacote.testzip() is None
        return {membro.filename: pacote.read(membro) for membro in pacote.infolist()}


def autorizacao(nome_do_servico: str) -> tuple[str, bytes]:
    """A resposta que manda produzir o lote, escrita à mão."""
    raiz, lote = nome_do_servico.removesuffix("_servico.zip"), nome_do_servico.split("_")[2]
    saida = io.BytesIO()
    with zipfile.ZipFile(saida, "w") as pacote:
        pacote.writestr(f"{raiz}_Resposta02032026100000.txt", f"1|{lote}|A")
    return f"{raiz}_Resposta02032026100000.zip", saida.getvalue()


def produzir_ate(correios: Correios, em: date, credor: Credor) -> list[Retorno]:
    return [aplicar(um.nome, um.conteudo, credor) for um in correios.produzir(em=em)]
