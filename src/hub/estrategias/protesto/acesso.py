"""Em nome de quem e de que modo se fala com a CRA de um credor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hub.comum.erros import Recusa
from hub.credores.models import Credor
from hub.estrategias.chamadas.enderecos import ambiente_conferir
from hub.estrategias.chamadas.erros import AmbienteErrado
from hub.estrategias.chamadas.segredos import credencial_do_canal, tem_segredo
from hub.estrategias.models import OpcoesDoCanal, PerfilDaCRA, Produto
from hub.estrategias.protesto.cra21.cliente import Acesso
from hub.estrategias.protesto.opcoes import Opcoes, opcoes_do
from hub.estrategias.protesto.perfil import (
    REGIONAIS,
    PerfilAusente,
    ProdutoSemServico,
    irregularidade_da_cra,
    perfil_em,
)

#: Nome do canal nas chamadas, no disjuntor e no cofre.
CANAL = "protesto"


class EntregaPorArquivo(Recusa):
    """{credor} entrega a protesto por arquivo: uma pessoa leva o arquivo à CRA e aplica o que ela devolve. Para o hub

    falar com o serviço dela, `hub canal configurar entrega=servico`.
    """

    status = 409


class SemCodigoDaCRA(Recusa):
    """Falta o código de apresentante de {credor}, que vai no nome de todo arquivo. Quando a CRA o der, registre-o com

    `hub canal configurar codigo_portador=CÓDIGO`.
    """

    status = 409


@dataclass(frozen=True, kw_only=True)
class Ligacao:
    """Tudo o que é preciso para chamar a CRA por um credor."""

    perfil: PerfilDaCRA
    opcoes: Opcoes
    acesso: Acesso


def ligacao_do(credor: Credor, *, em: date) -> Ligacao:
    """A ligação que vale na data.

    Levanta `EntregaPorArquivo`, `SemCodigoDaCRA`, `PerfilAusente`, `ProdutoSemServico`, `AmbienteErrado`,
    `SegredoAusente` e `SegredoIlegivel`.
    """
    opcoes = opcoes_do(credor)
    if opcoes.entrega != "servico":
        raise EntregaPorArquivo(credor=credor.nome)
    if not opcoes.codigo_portador:
        raise SemCodigoDaCRA(credor=credor.nome)
    perfil = perfil_em(uf_da_cra(credor, opcoes), em)
    if perfil.produto != Produto.CRA21:
        raise ProdutoSemServico(produto=perfil.produto)
    _ambiente_conferir(credor, perfil, em)
    acesso = Acesso(uf=perfil.uf, endereco=perfil.endereco, credencial=credencial_do_canal(credor, CANAL))
    return Ligacao(perfil=perfil, opcoes=opcoes, acesso=acesso)


def uf_da_cra(credor: Credor, opcoes: Opcoes) -> str:
    return opcoes.cra or credor.uf


def entregam_por_servico() -> list[int]:
    """Os credores que entregam pelo serviço."""
    ditas = OpcoesDoCanal.objects.filter(estrategia=CANAL, opcoes__entrega="servico").order_by("credor")
    return list(ditas.values_list("credor", flat=True))


def falta_para_o_servico(credor: Credor, opcoes: Opcoes, *, em: date) -> list[str]:
    """O que falta para falar com o serviço da CRA, e como; vazio se nada, ou se a entrega é por arquivo."""
    if opcoes.entrega != "servico":
        return []
    faltas = []
    try:
        _ambiente_conferir(credor, perfil_em(uf_da_cra(credor, opcoes), em), em)
    except (PerfilAusente, AmbienteErrado) as recusa:
        faltas.append(recusa.mensagem)
    if not tem_segredo(credor, CANAL):
        faltas.append(
            "Falta o usuário e a senha do credor no serviço da CRA. O operador do hub os guarda com `hub canal "
            "segredo`."
        )
    return faltas


def _ambiente_conferir(credor: Credor, perfil: PerfilDaCRA, em: date) -> None:
    """O que é de verdade vai à produção; o ensaio, à homologação."""
    servico, trocar = f"O perfil da CRA de {perfil.uf}", "grave o perfil de {} com `hub cra perfil`"
    ambiente_conferir(credor, perfil.ambiente, em, servico=servico, trocar=trocar)


def servico_descrito(credor: Credor, em: date) -> list[tuple[str, str]]:
    """Nome e valor do que se sabe da CRA do credor, para mostrar; vazio quando a entrega é por arquivo."""
    opcoes = opcoes_do(credor)
    if opcoes.entrega != "servico":
        return []
    try:
        perfil = perfil_em(uf_da_cra(credor, opcoes), em)
    except PerfilAusente:
        return []
    ditas = [(codigo, irregularidade_da_cra(perfil, codigo)) for codigo in REGIONAIS]
    regionais = [(f"Irregularidade {codigo}", dita) for codigo, dita in ditas if dita]
    return [
        ("CRA", f"{perfil.uf}, {perfil.get_produto_display()}, {perfil.get_ambiente_display().lower()}"),
        ("Endereço", perfil.endereco),
        ("Libera as respostas do dia", f"às {perfil.liberacao:%H:%M} ({perfil.fuso})"),
        ("Dinheiro no envio", perfil.get_dinheiro_display()),
        ("Soma do arquivo", perfil.get_codevedores_display()),
        *regionais,
        ("Fonte", f"{perfil.fonte} (vale desde {perfil.desde:%d/%m/%Y})"),
    ]
