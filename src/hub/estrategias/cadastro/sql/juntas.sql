-- A comunicação prévia ao devedor principal (n): quantas se registraram e desde que dia vale a mais antiga que vale.
  left join (
      select cda_id, count(*) as feitas, min(vale_desde) as vale_desde
        from comunicacao
       where credor_id = %(credor)s and finalidade = %(finalidade)s and devedor = 0
       group by cda_id
  ) n on n.cda_id = c.id
