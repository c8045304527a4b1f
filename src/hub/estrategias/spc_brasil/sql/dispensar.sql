-- As inclusões que não chegaram a ser chamadas e já não podem ir: voltam a poder ser planejadas, cada uma com sua
-- passagem. Parâmetros: credor, numeros, motivo e em.
with mudou as (
    update acionamento set situacao = 'recusada'
     where nosso_numero = any(%(numeros)s) and credor_id = %(credor)s and situacao = 'enviada'
 returning id, credor_id, cda_id
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, 'enviada', 'recusada', %(motivo)s, %(em)s from mudou order by cda_id
