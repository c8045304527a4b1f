"""Objeções ao arquivo inteiro. A docstring é o texto que o credor lê.

Ordem em que se olha: grande demais → vazio → ilegível, codificação ou formato → falta coluna →
coluna repetida → linhas (estas, uma a uma, viram achados e não objeção).
"""

from __future__ import annotations

from typing import ClassVar

from hub.comum.erros import Recusa


class ObjecaoAoArquivo(Recusa):
    """O arquivo {arquivo} não pôde ser lido."""

    status: ClassVar[int] = 400


class ArquivoGrandeDemais(ObjecaoAoArquivo):
    """O arquivo {arquivo} tem {tamanho} e o limite é {limite}. Divida-o em partes com o mesmo cabeçalho
    e envie uma de cada vez, ou comprima-o em ZIP.
    """

    status = 413


class LinhasDemais(ObjecaoAoArquivo):
    """O envio {arquivo} tem {quantidade} registros e o limite desta porta é {limite}. Divida-o em partes
    ou envie por arquivo.
    """

    status = 413


class RegistroGrandeDemais(ObjecaoAoArquivo):
    """O arquivo {arquivo} tem, na linha {linha}, um registro maior que {limite}. Confira se as aspas abrem e
    fecham e se há um fim de linha por registro.
    """

    status = 413


class ArquivoVazio(ObjecaoAoArquivo):
    """O arquivo {arquivo} não traz nenhum registro ({detalhe}). Confira a exportação e envie de novo."""


class ArquivoCortado(ObjecaoAoArquivo):
    """O arquivo {arquivo} termina no meio ({detalhe}): a gravação ou a transmissão foi interrompida.
    Gere o arquivo de novo e reenvie completo; o que já foi recebido não se repete.
    """


class ArquivoComSenha(ObjecaoAoArquivo):
    """O arquivo {arquivo} está protegido por senha. Salve uma cópia sem senha e envie: a conexão já é cifrada."""


class FormatoNaoAceito(ObjecaoAoArquivo):
    """O arquivo {arquivo} é {o_que}, que não é um dos formatos aceitos (CSV, XLSX, ODS, JSON, JSON Lines,
    Parquet ou ZIP com eles). {como}
    """


class ArquivoIlegivel(ObjecaoAoArquivo):
    """O arquivo {arquivo} parece {formato}, mas está danificado: {detalhe}. Abra-o no programa de origem,
    salve de novo e reenvie.
    """


class CodificacaoDesconhecida(ObjecaoAoArquivo):
    """O arquivo {arquivo} está em {o_que}. Salve como UTF-8 (no Excel: “CSV UTF-8”) e envie de novo."""


class JsonMalformado(ObjecaoAoArquivo):
    """O arquivo {arquivo} não é JSON bem formado: {detalhe}, na linha {linha}. Corrija esse ponto e envie de
    novo; uma lista de objetos começa com [ e termina com ].
    """


class PlanilhaPesada(ObjecaoAoArquivo):
    """A planilha {arquivo} precisa de mais memória ou tempo do que o limite ({limite}). Apague linhas e colunas
    perdidas longe dos dados, ou salve cada folha como CSV e envie num ZIP.
    """

    status = 413


class FolhaSemTabela(ObjecaoAoArquivo):
    """A planilha {arquivo} tem as folhas {folhas} e nenhuma se chama cda, devedor, item ou movimento.
    Dê às folhas o nome da tabela, ou deixe uma folha só, que será a tabela cda.
    """


class FolhasDemais(ObjecaoAoArquivo):
    """A planilha {arquivo} tem {quantidade} folhas e o limite é {limite}. Apague as que não são do envio."""

    status = 413


class DescompressaoDemais(ObjecaoAoArquivo):
    """O arquivo {arquivo} cresce para mais de {limite} ao descomprimir, acima do limite. Envie os arquivos
    em ZIPs menores ou sem comprimir.
    """

    status = 413


class MembrosDemais(ObjecaoAoArquivo):
    """O ZIP {arquivo} tem {quantidade} arquivos e o limite é {limite}. Envie só os arquivos das tabelas."""

    status = 413


class MembroRepetido(ObjecaoAoArquivo):
    """O ZIP {arquivo} tem duas vezes o arquivo {membro}. Monte o ZIP de novo, com cada arquivo uma vez só."""


class MembroComCaminho(ObjecaoAoArquivo):
    """O ZIP {arquivo} tem {membro} dentro de uma pasta. Monte o ZIP com os arquivos soltos, sem pastas."""


class ZipAninhado(ObjecaoAoArquivo):
    """O arquivo {arquivo} é um ZIP dentro de outro. Envie um nível só: os arquivos das tabelas num único ZIP."""


class TabelaRepetida(ObjecaoAoArquivo):
    """A tabela {tabela} vem duas vezes em {arquivo}: em {primeiro} e em {segundo}. Junte as linhas num arquivo
    só, para que cada achado aponte uma única linha.
    """


class FaltaTabela(ObjecaoAoArquivo):
    """O envio {arquivo} traz só {tabelas}; falta a tabela cda (num envio de CDAs) ou movimento (num envio de
    movimentos). Inclua-a no mesmo ZIP, na mesma planilha ou no mesmo JSON.
    """


class SemCabecalho(ObjecaoAoArquivo):
    """A primeira linha de {arquivo} não tem nenhum nome de campo do leiaute (começa por “{inicio}”). Ponha na
    primeira linha os nomes dos campos, como no modelo que o portal oferece.
    """


class FaltaColuna(ObjecaoAoArquivo):
    """Faltam colunas obrigatórias da tabela {tabela} em {arquivo}: {colunas}.{parecidas} Inclua-as no cabeçalho,
    com esses nomes, em qualquer ordem.
    """


class ColunaRepetida(ObjecaoAoArquivo):
    """O cabeçalho da tabela {tabela} em {arquivo} repete {colunas}. Deixe cada coluna uma vez só: não há como
    saber qual das duas vale.
    """


class OrigemDivergente(ObjecaoAoArquivo):
    """O arquivo {arquivo} não tem o cabeçalho de {origem}. Confira o arquivo; se ele é do leiaute padrão, envie-o
    sem dizer a origem.
    """
