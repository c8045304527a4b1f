"""De que redes se aceita uma credencial: lista CIDR, IPv4 e IPv6."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Rede = IPv4Network | IPv6Network
Endereco = IPv4Address | IPv6Address

#: Redes de uma credencial.
REDES_POR_CREDENCIAL = 20
#: Bits por que se reconhece um lugar em IPv6: quem tem um endereço costuma ter a rede inteira.
LUGAR_EM_IPV6 = 64


def rede_normalizar(texto: str) -> str:
    """A rede como se guarda: `192.0.2.7` é `192.0.2.7/32`. Levanta `ValueError`, com o que fazer."""
    try:
        # A zona (fe80::1%eth0) é de uma máquina só, e a rede de quem chega não a traz.
        rede = ip_network(texto.strip().replace("%", "?"), strict=False)
    except ValueError:
        raise ValueError(
            f"{texto.strip()[:60]} não é uma rede. Use um endereço ou uma rede, como 192.0.2.0/24 ou 2001:db8::/32."
        ) from None
    # ::ffff:192.0.2.0/120 é rede IPv4 com outra roupa: quem chega se reconhece como IPv4, e ela nunca valeria.
    if isinstance(rede, IPv6Network) and rede.network_address.ipv4_mapped is not None:
        raise ValueError(f"{rede} é uma rede IPv4 escrita como IPv6. Escreva-a como IPv4.")
    return str(rede)


def endereco_permitido(endereco: str, redes: Iterable[str]) -> bool:
    """Se o endereço está numa das redes; sem rede nenhuma, qualquer um está."""
    permitidas = tuple(redes)
    if not permitidas:
        return True
    achado = _ler(endereco)
    return achado is not None and any(achado in rede for rede in _redes(permitidas))


def lugar_de(endereco: str) -> str:
    """O lugar de onde se vem: o endereço IPv4, ou a rede do IPv6; o que não é endereço fica como está."""
    achado = _ler(endereco)
    if isinstance(achado, IPv6Address):
        return str(ip_network((achado, LUGAR_EM_IPV6), strict=False))
    return str(achado or endereco)


def _ler(endereco: str) -> Endereco | None:
    try:
        achado = ip_address(endereco)
    except ValueError:
        return None
    mapeado = achado.ipv4_mapped if isinstance(achado, IPv6Address) else None
    return mapeado or achado


@lru_cache(maxsize=1024)
def _redes(redes: tuple[str, ...]) -> tuple[Rede, ...]:
    return tuple(ip_network(rede) for rede in redes)
