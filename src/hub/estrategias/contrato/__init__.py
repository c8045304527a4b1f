"""O serviço de que não se publica o formato: o operador grava o contrato dele, com a fonte, e o hub o segue.

O contrato diz, por ato (`incluir`, `excluir`, `suspender`, `reativar`), o que se manda e o que a resposta quer dizer.
Serve ao SCPC e ao Cadin; nenhum vem com o hub, que não inventa formato de ninguém.
"""
