"""As chamadas a serviços de fora, de qualquer canal: a linha antes da chamada, a espera, o disjuntor e o segredo.

Quem fala com um serviço escreve uma função que faz a chamada e levanta `FalhaDoCanal`, e outra que aplica a resposta;
`execucao.chamada_fazer` cuida do resto: uma queda no meio se retoma, dois processos não fazem a mesma chamada, nenhuma
transação nem conexão do banco fica presa enquanto se espera a rede, e a resposta crua fica guardada.
"""
