"""As páginas do gov.br simulado, todas com a faixa que diz que o é."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from http import HTTPStatus
from typing import Final

from simuladores.govbr.estado import Autorizacao
from simuladores.govbr.personas import PERSONAS, ROTULOS_DOS_NIVEIS, Persona
from simuladores.govbr.resposta import Resposta

FAIXA: Final = "SIMULADOR do gov.br: nada aqui é de verdade"
_ESTILO: Final = """
body{font-family:Raleway,Arial,sans-serif;margin:0;background:#f8f8f8;color:#1b1b1b}
.faixa{background:#8b0a03;color:#fff;font-weight:700;padding:8px 16px;text-align:center}
main{max-width:34rem;margin:24px auto;padding:24px;background:#fff;border:1px solid #ccc;border-radius:8px}
h1{font-size:1.3rem}label,button{font-size:1rem}
button,.botao{min-height:44px;padding:8px 16px;border:1px solid #1351b4;border-radius:22px;background:#fff;
color:#1351b4;font-weight:600;cursor:pointer}
button.primaria{background:#1351b4;color:#fff}ul{list-style:none;padding:0}li{margin:8px 0}
li button{width:100%;text-align:left;border-radius:8px}small{color:#555}
"""


def pagina(titulo: str, conteudo: str, *, situacao: int = HTTPStatus.OK) -> Resposta:
    """Uma página inteira."""
    texto = (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        f"<title>{escape(titulo)} · gov.br simulado</title>"
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_ESTILO}</style></head><body>'
        f'<p class="faixa" role="note">{FAIXA}</p><main><h1>{escape(titulo)}</h1>{conteudo}</main></body></html>'
    )
    return Resposta(situacao=situacao, corpo=texto.encode())


def de_erro(codigo: str, texto: str) -> Resposta:
    """A página de erro do passo de autorização: não manda o navegador a lugar nenhum."""
    return pagina(codigo, f"<p>{escape(texto)}</p>", situacao=HTTPStatus.BAD_REQUEST)


def de_entrada(numero: str) -> Resposta:
    """A lista de personas no lugar de CPF e senha."""
    botoes = "".join(
        f'<li><button name="persona" value="{persona.codigo}">{escape(persona.nome)}<br>'
        f"<small>{escape(persona.rotulo)}</small></button></li>"
        for persona in PERSONAS.values()
    )
    formulario = (
        f'<form method="post" action="/login"><input type="hidden" name="authorization_id" value="{escape(numero)}">'
        f"<ul>{botoes}</ul></form>"
    )
    return pagina("Entrar com gov.br", f"<p>Escolha com que pessoa fictícia entrar.</p>{formulario}")


def de_consentimento(numero: str, autorizacao: Autorizacao, persona: Persona) -> Resposta:
    """O que o serviço pede para ler; a pessoa desmarca o que não quer dar."""
    marcas = "".join(
        f'<li><label><input type="checkbox" name="escopo" value="{escape(escopo)}" checked> '
        f"{escape(escopo)}</label></li>"
        for escopo in autorizacao.escopos
        if escopo != "openid"
    )
    conteudo = (
        f"<p>{escape(persona.nome)}, o serviço <strong>{escape(autorizacao.client_id)}</strong> pede acesso a:</p>"
        f'<form method="post" action="/consent"><input type="hidden" name="authorization_id" value="{escape(numero)}">'
        f'<ul>{marcas}</ul><button class="primaria" name="decisao" value="autorizar">Autorizar</button> '
        '<button name="decisao" value="negar">Negar</button></form>'
    )
    return pagina("Autorização de uso de dados pessoais", conteudo)


def do_catalogo(pedidos: Iterable[int], escondidos: dict[str, str], atual: Persona | None) -> Resposta:
    """A página de subir o nível: muda a persona e devolve o navegador."""
    campos = "".join(
        f'<input type="hidden" name="{escape(nome)}" value="{escape(valor)}">' for nome, valor in escondidos.items()
    )
    pessoas = "".join(
        f'<option value="{persona.codigo}"{" selected" if persona == atual else ""}>{escape(persona.nome)}</option>'
        for persona in PERSONAS.values()
    )
    botoes = " ".join(
        f'<button class="primaria" name="nivel" value="{nivel}">Subir para {ROTULOS_DOS_NIVEIS[nivel]}</button>'
        for nivel in pedidos
    )
    conteudo = (
        f'<form method="post" action="/">{campos}<p><label>Pessoa <select name="persona">{pessoas}</select></label></p>'
        f"<p>{botoes}</p></form>"
    )
    return pagina("Catálogo de confiabilidades", conteudo)
