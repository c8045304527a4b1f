-- As inclusões que não chegaram a ser chamadas e já não podem ir: voltam a poder ser planejadas, cada uma com sua
-- passagem; o que se pediu delas depois também não se chama. Parâmetros: credor, numeros, motivo e em.
with mudou as (
    update acionamento a set situacao = 'recusada'
      from acionamento antes
     where a.nosso_numero = any(%(numeros)s) and a.credor_id = %(credor)s and antes.id = a.id
       and a.situacao in ('enviada', 'exclusao_pedida', 'suspensao_pedida')
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, 'recusada', %(motivo)s, %(em)s from mudou order by cda_id
