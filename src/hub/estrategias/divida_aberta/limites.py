"""Os limites da lista pública, num lugar só. São escolhas do hub: norma que os diga não se achou."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

#: Dívidas por página.
POR_PAGINA = 30
#: Segundos por que uma página montada serve a outros, neste processo e nos caches do caminho: somados ao minuto da
#: tarefa, é o mais que a dívida paga ainda se lê.
SEGUNDOS_AQUI, SEGUNDOS_NO_CAMINHO = 20, 30
#: Páginas montadas que um processo guarda, e os bytes delas.
PAGINAS_GUARDADAS, BYTES_GUARDADOS = 500, 32 * 2**20
#: Páginas que se montam por minuto para um lugar da rede, e para todos. A que já está montada não conta.
POR_LUGAR, POR_TODOS = 60, 6_000
#: Por quanto tempo se guarda a conta de um lugar que parou de ler.
LEITURAS_GUARDADAS = timedelta(days=1)
#: Letras que uma palavra do nome precisa ter para ser procurada pelo começo; menor, vale inteira.
LETRAS_DO_COMECO = 3
#: Palavras e caracteres que se leem do nome procurado.
PALAVRAS, CARACTERES = 8, 80
#: CDAs por transação da publicação.
CDAS_POR_FATIA = 50_000
#: Números de linha do livro lidos por transação, por tabela.
NUMEROS_POR_FATIA = 100_000
#: Pontos por confirmar que se guardam: além deles, confirma-se mais tarde.
PONTOS = 100
#: Linhas de cada parte da fotografia e de cada bloco das diferenças.
LINHAS_POR_PARTE = 50_000
#: Diferenças por chamada da API.
DIFERENCAS_POR_CHAMADA = 1_000
#: Por quanto tempo se guardam as diferenças.
DIFERENCAS_GUARDADAS = timedelta(days=30)
#: Faixas de valor da busca, em reais: de (inclusive), até (exclusive); nulo = sem limite.
FAIXAS: dict[str, tuple[str, Decimal | None, Decimal | None]] = {
    "1": ("até R$ 1 mil", None, Decimal(1_000)),
    "2": ("de R$ 1 mil a R$ 10 mil", Decimal(1_000), Decimal(10_000)),
    "3": ("de R$ 10 mil a R$ 100 mil", Decimal(10_000), Decimal(100_000)),
    "4": ("de R$ 100 mil a R$ 1 milhão", Decimal(100_000), Decimal(1_000_000)),
    "5": ("R$ 1 milhão ou mais", Decimal(1_000_000), None),
}
