-- Os pedidos de um tipo, com o que identifica o título no cartório.
select a.praca, a.cartorio, a.protocolo, a.data_protocolo, a.numero_titulo, c.devedor_nome, (a.valor * 100)::bigint
  from remessa_baixa b
  join acionamento a on a.id = b.acionamento
  join cda c on c.id = a.cda_id
 where b.remessa_id = %(remessa)s and b.tipo = %(tipo)s
 order by a.praca, a.cartorio, a.id
