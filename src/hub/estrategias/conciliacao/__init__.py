"""A conciliação de três lados: a lista do credor, o hub e a lista do canal, como um plano que se olha e se aplica.

O que diverge do credor se propõe como movimento, que entra pela mesma porta dos outros; o que diverge do canal muda o
acionamento, porque quem sabe o que há num cadastro é ele.
"""
