"""As falhas que se pedem, e onde cada uma acontece.

Uma falha vem de `?falha=`, do cabeçalho `X-Falha` ou da fila `POST /falhas` (uma por linha, como `token:500` ou
`nonce_errado`). As da fila esperam pelo caminho delas: o que se diz antes dos dois pontos, ou o natural da falha.
"""

from __future__ import annotations

from typing import Any, Final

#: Falhas da própria conversa, que valem em qualquer caminho.
DE_REDE: Final = {
    "500": "erro interno, com o corpo de erro documentado (`erro_description`, sic)",
    "503": "fora do ar",
    "429": "pedidos demais, com Retry-After",
    "lento": "demora a responder",
    "cortada": "fecha a conexão sem responder, como o bloqueio do endereço de rede",
    "html": "200 com uma página no lugar de JSON",
}
#: Falhas do que `/token` entrega.
DO_TOKEN: Final = {
    "adiantado": "relógio cinco minutos à frente",
    "atrasado": "relógio cinco minutos atrás",
    "kid_desconhecido": "assinado com um kid que não se publica",
    "sem_kid": "sem kid no cabeçalho",
    "alg_none": "sem assinatura",
    "hs256": "HS256 com a chave pública como segredo",
    "assinatura_errada": "assinado com outra chave e o mesmo kid",
    "aud_errado": "emitido para outro cliente",
    "aud_lista": "emitido para uma lista de clientes",
    "nonce_errado": "nonce de outro pedido",
    "sem_nonce": "sem nonce",
    "iss_errado": "emitido por outro",
    "iss_sem_barra": "emissor sem a barra do fim",
    "sem_nivel": "sem reliability_info",
    "nivel_desconhecido": "um nível que não se documentou",
    "amr_desconhecido": "um modo de entrada que não se documentou",
    "sub_pontuado": "CPF com pontuação",
    "cnpj_pontuado": "CNPJ com pontuação",
    "cpf_errado": "CPF com o dígito errado",
    "sub_trocado": "o access_token é de outra pessoa",
    "sem_sub": "sem sub",
    "sem_id_token": "sem id_token",
    "escopo_menor": "concede menos escopos que os pedidos",
    "segredo_velho": "o segredo deixou de valer: 401 com corpo vazio",
}
CAMINHO_DA_FALHA: Final = {**dict.fromkeys(DO_TOKEN, "token"), "consentimento_recusado": "consent"}
#: Segundos de desvio do relógio.
DESVIO: Final = {"adiantado": 300, "atrasado": -300}


def cabe(dita: str, caminho: str) -> str:
    """A falha, se a da fila é deste caminho (`/token` → `token`); vazia se espera outro."""
    onde, _, nome = dita.rpartition(":")
    esperado = onde or CAMINHO_DA_FALHA.get(nome, "")
    aqui = caminho.strip("/").split("/")[0]
    return nome if esperado in {"", aqui} else ""


def estragar(carga: dict[str, Any], falha: str) -> dict[str, Any]:
    """As informações do id_token e do access_token como a falha as deixa."""
    cpf = carga["sub"]
    pontuado = f"{cpf[:9]}-{cpf[9:]}"
    trocas: dict[str, dict[str, Any]] = {
        "aud_errado": {"aud": "outro-cliente.gov.br"},
        "aud_lista": {"aud": [carga["aud"], "outro-cliente.gov.br"]},
        "nonce_errado": {"nonce": "nonce-de-outro-pedido"},
        "iss_errado": {"iss": "https://sso.exemplo.invalid/"},
        "iss_sem_barra": {"iss": carga["iss"].rstrip("/")},
        "nivel_desconhecido": {"reliability_info": {"level": "diamond", "reliabilities": []}},
        "amr_desconhecido": {"amr": [*carga["amr"], "biometria_de_amanha"]},
        "sub_pontuado": {"sub": pontuado},
        "cnpj_pontuado": {"cnpj": _cnpj_pontuado(carga.get("cnpj", ""))} if "cnpj" in carga else {},
        "cpf_errado": {"sub": f"{cpf[:10]}{(int(cpf[10]) + 1) % 10}"},
    }
    faltas = {"sem_nonce": "nonce", "sem_nivel": "reliability_info", "sem_sub": "sub"}
    trocada = carga | {nome: valor for nome, valor in trocas.get(falha, {}).items() if nome in carga}
    return {nome: valor for nome, valor in trocada.items() if nome != faltas.get(falha)}


def _cnpj_pontuado(cnpj: str) -> str:
    return f"{cnpj[:2]}.{cnpj[2:5]}.{cnpj[5:8]}/{cnpj[8:12]}-{cnpj[12:]}"
