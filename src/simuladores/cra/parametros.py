"""O que muda de CRA para CRA: municípios, limites e custas. Tudo suposição do simulador, nada de cadastro real."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Parametros:
    """Parâmetros da CRA simulada; o que falta em `parametros.json` fica no padrão."""

    #: Sigla da unidade da federação, que entra no endereço e no espaço de nomes do SOAP.
    uf: str = "PE"
    #: Municípios a que o apresentante não pode enviar (mensagem 2105).
    nao_autorizados: tuple[str, ...] = ()
    #: Municípios inativos na CRA (mensagem 2106).
    inativos: tuple[str, ...] = ()
    #: Cartórios por município; os títulos se repartem por igual.
    cartorios: int = 1
    #: Saldo mínimo e máximo por título, em centavos (mensagens 2219 e 1253); 0 = sem limite.
    saldo_minimo: int = 0
    saldo_maximo: int = 0
    #: Confere os dígitos de CPF e CNPJ (mensagem 2305).
    confere_documento: bool = True
    #: Custas cobradas na retirada e no cancelamento, em centavos.
    custas_de_retirada: int = 4210
    custas_de_cancelamento: int = 5630
    #: Produz também o arquivo de andamento (M).
    andamento: bool = True
    #: Usuário → senha do HTTP Basic; vazio = qualquer credencial serve.
    usuarios: dict[str, str] = field(default_factory=dict)

    @classmethod
    def ler(cls, pasta: Path) -> Parametros:
        """Os parâmetros de `parametros.json` da pasta, ou os padrões."""
        caminho = pasta / "parametros.json"
        if not caminho.exists():
            return cls()
        dados = json.loads(caminho.read_text(encoding="utf-8"))
        dados = {nome: tuple(valor) if isinstance(valor, list) else valor for nome, valor in dados.items()}
        return cls(**dados)

    def gravar(self, pasta: Path) -> None:
        """Guarda os parâmetros na pasta do estado."""
        pasta.mkdir(parents=True, exist_ok=True)
        (pasta / "parametros.json").write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
