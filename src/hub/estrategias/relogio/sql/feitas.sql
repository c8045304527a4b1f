-- O que saiu de cada canal desde um dia, e em quantos dias corridos do fato: a mediana e o pior décimo. A autorização de
-- cancelamento conta do dia em que se enviou: daí em diante é do devedor. Parâmetros: credor (nulo = todos), desde e
-- saidas.
select a.estrategia, count(*)::integer,
       percentile_cont(0.5) within group (order by greatest(0, coalesce(p.data, p.em::date) - f.data)),
       percentile_cont(0.9) within group (order by greatest(0, coalesce(p.data, p.em::date) - f.data))
  from movimento f
  join acionamento a on a.cda_id = f.cda_id and a.credor_id = f.credor_id and a.devedor = 0
  join passagem p on p.cda_id = a.cda_id and p.credor_id = f.credor_id and p.acionamento = a.id
                 and p.para = any(%(saidas)s)
 where f.tipo in ('PAGAMENTO_TOTAL', 'PARCELAMENTO', 'SUSPENSAO', 'CANCELAMENTO', 'REMISSAO', 'PRESCRICAO')
   and f.data >= %(desde)s and (%(credor)s::bigint is null or f.credor_id = %(credor)s)
   and p.em >= f.registrado_em
   -- De várias causas, a última antes da saída.
   and not exists (
       select from movimento g
        where g.cda_id = f.cda_id and g.credor_id = f.credor_id and g.id > f.id and g.registrado_em <= p.em
          and g.tipo in ('PAGAMENTO_TOTAL', 'PARCELAMENTO', 'SUSPENSAO', 'CANCELAMENTO', 'REMISSAO', 'PRESCRICAO')
   )
 group by a.estrategia order by a.estrategia
