-- Os pedidos de um tipo, com o que a CRA repete na resposta de cada título.
select a.id, upper(a.numero_titulo), ltrim(upper(a.protocolo), '0')
  from remessa_baixa b join acionamento a on a.id = b.acionamento
 where b.remessa_id = %(remessa)s and b.tipo = %(tipo)s
