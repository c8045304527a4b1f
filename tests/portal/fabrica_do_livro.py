"""Fábrica de linhas do livro e de pessoas, para os cenários das telas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from hub.acesso.models import Usuario, Vinculo
from hub.comum.situacoes import DA_CAUSA, Posicao, Situacao
from hub.credores.models import Credor
from hub.dividas.models import CDA, Acionamento, Lote, Passagem, Remessa

#: CPF e CNPJ fictícios, com dígitos certos.
CPF, CNPJ = "52998224725", "11222333000181"
_numeros = count(1)


@dataclass(kw_only=True)
class Fabrica:
    """Faz linhas do livro de um credor, sem passar pela recepção."""

    credor: Credor

    def lote(self, **campos: object) -> Lote:
        padrao = {
            "porta": "arquivo",
            "ator": "ana",
            "nome": "iptu.csv",
            "sha256": "0" * 64,
            "em": date(2026, 3, 2),
            "situacao": "concluido",
            "progresso": 100,
        }
        return Lote.objects.create(credor=self.credor, **{**padrao, **campos})

    def cda(self, numero: str = "", **campos: object) -> CDA:
        lote: Any = campos.pop("lote", None) or self.credor.lotes.first() or self.lote()
        padrao = {
            "lote": lote,
            "carteira": self.credor.carteiras.get(codigo="GERAL"),
            "chegou_em": lote.em,
            "resumo": b"x" * 16,
            "numero_cda": numero or f"2024/{next(_numeros):06d}",
            "valor_consolidado": Decimal("1000.00"),
            "tributo": "IPTU",
            "devedor_nome": "MARIA DO EXEMPLO",
            "devedor_documento": CPF,
            "devedor_uf": "PE",
        }
        causas = [causa for causa, posicao in DA_CAUSA.items() if posicao == campos.get("posicao")]
        return CDA.objects.create(credor=self.credor, causas=sum(causas), **{**padrao, **campos})

    def remessa(self, **campos: object) -> Remessa:
        padrao = {"estrategia": "protesto", "em": date(2026, 3, 2), "situacao": "liberada", "criada_por": "ana"}
        liberada = {"liberada_em": datetime(2026, 3, 2, 15, tzinfo=UTC), "aprovada_por": ["ana"]}
        return Remessa.objects.create(credor=self.credor, **{**padrao, **liberada, **campos})

    def acionar(self, cda: CDA, situacao: Situacao, remessa: Remessa | None = None, **campos: object) -> Acionamento:
        """Um acionamento já na situação, com uma passagem por passo dado no dia a dia."""
        numero = next(_numeros)
        padrao = {
            "tentativa": cda.acionamentos.count() + 1,
            "valor": cda.valor_consolidado,
            "praca": "2611606",
            "nosso_numero": f"{numero:015d}",
            "numero_titulo": f"{numero:011d}",
        }
        return Acionamento.objects.create(
            credor=self.credor,
            cda=cda,
            remessa=remessa or self.credor.remessas.first() or self.remessa(),
            situacao=situacao,
            **{"estrategia": "protesto", **padrao, **campos},
        )

    def passar(
        self,
        acionamento: Acionamento,
        de: Situacao,
        para: Situacao,
        motivo: str,
        em: datetime,
        data: date | None = None,
    ) -> Passagem:
        return Passagem.objects.create(
            credor=self.credor,
            cda=acionamento.cda,
            acionamento=acionamento.pk,
            de=de,
            para=para,
            motivo=motivo,
            em=em,
            data=data,
        )


#: Como se chega a cada situação mostrada: posição e situações dos acionamentos, em ordem.
CAMINHOS: dict[str, tuple[Posicao, tuple[Situacao, ...]]] = {
    "paga": (Posicao.PAGA, (Situacao.PROTESTADA,)),
    "cancelada": (Posicao.CANCELADA, ()),
    "suspensa": (Posicao.SUSPENSA, (Situacao.CONFIRMADA,)),
    "parcelada": (Posicao.PARCELADA, ()),
    "protestada": (Posicao.ATIVA, (Situacao.DEVOLVIDA, Situacao.PROTESTADA)),
    "em_cadastro": (Posicao.ATIVA, (Situacao.EXCLUIDA, Situacao.REGISTRADA)),
    "em_cobranca": (Posicao.ATIVA, (Situacao.ENVIADA,)),
    "em_consulta": (Posicao.EM_CONSULTA, ()),
    "aceita": (Posicao.ATIVA, (Situacao.DEVOLVIDA,)),
}


def pessoa_de(nome: str, credor: Credor, perfil: str) -> Usuario:
    pessoa = Usuario.objects.create_user(nome, password=f"senha-de-{nome}-longa", first_name=nome.title())
    Vinculo.objects.create(usuario=pessoa, credor=credor, perfil=perfil)
    return pessoa
