-- Quantos pedidos de cada tipo e a soma dos valores, em reais.
select b.tipo, count(*), sum(a.valor)
  from remessa_baixa b join acionamento a on a.id = b.acionamento
 where b.remessa_id = %(remessa)s
 group by b.tipo order by b.tipo
