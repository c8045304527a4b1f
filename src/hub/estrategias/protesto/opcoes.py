"""Como cada credor usa o protesto. O que a norma não fixa é opção, com a fonte ao lado."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.comum.municipios import municipios
from hub.credores.models import Credor
from hub.estrategias import opcoes
from hub.estrategias.erros import CodigoDeOutroCredor, OpcaoErrada
from hub.estrategias.models import OpcoesDoCanal
from hub.estrategias.opcoes import Forma

#: Marcador das CRAs para código de apresentante com mais de três caracteres (manual CRA21, campo 02 do header).
CODIGO_LONGO = "999"


@dataclass(frozen=True, kw_only=True)
class Opcoes:
    #: código do apresentante dado pela CRA; vazio = ainda não atribuído, os arquivos saem como `999`
    codigo_portador: str = ""
    #: UF da CRA que recebe os arquivos; vazia = a do credor
    cra: str = ""
    #: campo 36, declaração do portador; observados `D` (Rio Branco) e `I` (PGE-PE); `G` é o do Prov. CNJ 87/2019
    declaracao: str = "G"
    #: letra da posição 90 do pedido de autorização de cancelamento: `A` (PhpFlatFile) ou `C` (CRA21)
    letra_da_anuencia: str = "A"
    #: a CRA recusa saldo maior que o valor (irregularidade 24): leva o saldo também no campo 17
    valor_igual_ao_saldo: bool = False
    #: a CRA aceita CNPJ com letras no campo 25, que o leiaute 4.3 diz numérico
    aceita_cnpj_alfanumerico: bool = False
    #: de quem pagou ou parcelou antes da lavratura, o credor pede a retirada (`desistencia`, DP, e arca com o que o
    #: cartório cobrar) ou só a autoriza, e o devedor é que comparece (`autorizacao`, AD, que só a CRA21 tem)
    retirada: str = "desistencia"
    #: quem leva os arquivos à CRA: uma pessoa (`arquivo`) ou o hub, pelo serviço web dela (`servico`)
    entrega: str = "arquivo"

    @property
    def codigo_curto(self) -> str:
        """Os três caracteres do campo 02."""
        return self.codigo_portador if 1 <= len(self.codigo_portador) <= len(CODIGO_LONGO) else CODIGO_LONGO

    @property
    def codigo_por_extenso(self) -> str:
        """O que vai no campo 16 do header quando o código não cabe em três caracteres."""
        return self.codigo_portador if len(self.codigo_portador) > len(CODIGO_LONGO) else ""


#: O que cada opção de texto aceita: a forma e como dizê-la. O código vai no nome dos arquivos, de até vinte letras.
FORMAS: Final = {
    "codigo_portador": Forma(
        expressao=r"[0-9A-Z]{3,10}|", aceita="de 3 a 10 algarismos ou letras maiúsculas, como a CRA o deu, ou vazio"
    ),
    "cra": Forma(expressao=r"[A-Z]{2}|", aceita="a sigla de uma UF, ou vazio para a do credor"),
    "declaracao": Forma(expressao=r"[A-Z]", aceita="uma letra maiúscula"),
    "letra_da_anuencia": Forma(expressao=r"[AC]", aceita="A ou C"),
    "retirada": Forma(expressao=r"desistencia|autorizacao", aceita="desistencia ou autorizacao"),
    "entrega": Forma(expressao=r"arquivo|servico", aceita="arquivo ou servico"),
}


def opcoes_ler(ditas: Mapping[str, str]) -> dict[str, str | bool]:
    """As opções escritas como texto, conferidas, e a UF existe. Levanta `OpcaoErrada`."""
    lidas = opcoes.opcoes_ler(Opcoes, FORMAS, ditas)
    cra = ditas.get("cra")
    if cra and cra not in {municipio.uf for municipio in municipios().values()}:
        raise OpcaoErrada(opcao="cra", valor=cra, aceita=f"que aceita {FORMAS['cra'].aceita}")
    return lidas


def conferir(credor: Credor, ditas: Mapping[str, Any]) -> None:
    """Dois credores não podem ter o mesmo código na mesma CRA, e só pelo serviço da CRA21 se autoriza a retirada.

    Levanta `CodigoDeOutroCredor` e `OpcaoErrada`.
    """
    if ditas.get("retirada") == "autorizacao" and ditas.get("entrega") != "servico":
        raise OpcaoErrada(
            opcao="retirada", valor="autorizacao", aceita="que só o serviço da CRA21 tem: diga também entrega=servico"
        )
    codigo = ditas.get("codigo_portador")
    outros = OpcoesDoCanal.objects.filter(estrategia="protesto", opcoes__codigo_portador=codigo).exclude(credor=credor)
    cra = ditas.get("cra") or credor.uf
    for outras in outros.select_related("credor") if codigo else ():
        if (outras.opcoes.get("cra") or outras.credor.uf) == cra:
            raise CodigoDeOutroCredor(codigo=codigo, cra=cra or "UF não informada")


def o_que_falta(credor: Credor) -> list[str]:
    """O que a CRA espera de um apresentante e o credor ainda não disse."""
    faltas = []
    if not opcoes_do(credor).codigo_portador:
        faltas.append(
            "Falta o código do apresentante: os arquivos saem com 999, que nenhuma CRA recebe. Quando ela o der, o "
            "operador do hub o registra."
        )
    if not (credor.municipio and credor.uf and credor.endereco and credor.cep):
        faltas.append(
            "Falta a sede do credor (município, endereço ou CEP): o arquivo leva o endereço de quem cobra, que o "
            "operador do hub registra."
        )
    return faltas


def opcoes_do(credor: Credor) -> Opcoes:
    """As opções do credor, com os padrões no que ele não disse."""
    return opcoes.opcoes_do(Opcoes, credor, "protesto")
