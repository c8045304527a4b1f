"""Os limites da recepção, num lugar só: a API os informa e as mensagens os citam."""

from __future__ import annotations

#: CDAs numa chamada de lote da API.
CDAS_POR_CHAMADA = 1_000
#: Registros na mesma chamada, somados codevedores, itens e movimentos.
REGISTROS_POR_CHAMADA = 20_000
#: Caracteres de uma chave de idempotência.
CHAVE_DE_IDEMPOTENCIA = 100
#: Bytes de um arquivo que se ensaia pela API: a resposta vem na mesma chamada, sem fila.
BYTES_POR_ARQUIVO_DE_ENSAIO = 10 * 2**20
#: Linhas do mesmo arquivo.
LINHAS_POR_ARQUIVO_DE_ENSAIO = 20_000
#: Linhas gravadas por vez num arquivo; a fatia é a unidade de retomada.
LINHAS_POR_FATIA = 100_000
#: Avisos guardados por lote; recusas e ressalvas são guardadas todas, e o total por regra, sempre.
AVISOS_POR_LOTE = 10_000
#: Segundos que se sugere esperar entre duas consultas ao andamento de um arquivo.
ESPERA_SUGERIDA = 2
#: Linhas reservadas a cada entrega quando várias se recebem juntas: a n-ésima faixa é da n-ésima.
LINHAS_POR_ENTREGA = 10_000
#: Bytes do arquivo com que se experimenta um convênio na tela: julga-se enquanto a pessoa espera.
AMOSTRA = 20 * 1024 * 1024
