"""Os cadastros com que o hub fala registro a registro: um devedor por chamada, em blocos que continuam de onde pararam.

O canal diz, num `Servico`, como se liga, como se chama um registro e o que a resposta quer dizer; o resto é daqui: o
arquivo, os blocos, o diário, o que já não se chama, a leitura pelo motor dos retornos e a fila.
"""
