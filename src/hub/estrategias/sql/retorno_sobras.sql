-- O que não se aplicou e alguém precisa ver.
select linha, nosso_numero, resultado, de, para
  from retorno_sobra where resultado in ('desconhecido', 'fora_de_ordem')
 order by linha limit %(limite)s
