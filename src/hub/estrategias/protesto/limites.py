"""Limites do arquivo de protesto, com a fonte."""

from __future__ import annotations

#: Bytes por arquivo (manual CRA21, limite de envio de 100 MB).
BYTES_POR_ARQUIVO = 100 * 1000 * 1000
#: Bytes de uma linha, com o terminador.
BYTES_POR_LINHA = 602
#: Bytes de uma linha no XML do serviço: as 600 posições e, de cada um dos 52 campos, ` t00=""` e o que se escapa.
BYTES_POR_LINHA_EM_XML = 1000
#: Arquivos por dia, apresentante e tipo: a sequência do nome tem um algarismo, de 1 a 9 (Layout Único 4.3).
ARQUIVOS_POR_DIA = 9
#: Codevedores além do nono repetem o controle 9 (manual CRA21).
CONTROLE_MAXIMO = 9
#: Pedidos por arquivo de 127 posições: o campo de sequência tem cinco posições.
PEDIDOS_POR_ARQUIVO = 90_000
