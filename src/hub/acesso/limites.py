"""Os limites da API por credencial, num lugar só: a API os informa e os cabeçalhos os dizem."""

from __future__ import annotations

from datetime import timedelta

#: Chamadas por minuto de uma credencial que não tem limite seu.
CHAMADAS_POR_MINUTO = 600
#: O maior limite que se dá a uma credencial.
CHAMADAS_POR_MINUTO_MAXIMO = 100_000
#: Por quanto tempo vale um token.
VALIDADE_DO_TOKEN = timedelta(hours=1)
#: Tokens que uma credencial pede na janela do freio (`hub.acesso.freio`).
TOKENS_POR_JANELA = 120
#: Por quanto tempo se guarda a conta de uso por hora; os atos ficam na auditoria, sem prazo.
USO_GUARDADO = timedelta(days=400)
#: Horas que o segredo anterior vale numa troca, se não se diz outra coisa; e o máximo.
HORAS_DE_SOBREPOSICAO, HORAS_DE_SOBREPOSICAO_MAXIMO = 72, 30 * 24
