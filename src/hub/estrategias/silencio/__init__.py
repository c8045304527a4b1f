"""O que espera um canal há mais tempo do que ele costuma levar: diz-se a quem pode cobrar a resposta."""
