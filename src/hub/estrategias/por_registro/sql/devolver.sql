-- As reativações que não chegaram a ser chamadas e já não podem ir, porque a dívida deixou de se cobrar: o registro
-- continua suspenso. Parâmetros: credor, numeros, motivo e em.
with mudou as (
    update acionamento a set situacao = 'registro_suspenso'
      from cda c
     where a.nosso_numero = any(%(numeros)s) and a.credor_id = %(credor)s and a.situacao = 'reativacao_pedida'
       and c.id = a.cda_id and c.credor_id = a.credor_id and c.posicao <> 'ativa'
 returning a.id, a.credor_id, a.cda_id
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, 'reativacao_pedida', 'registro_suspenso', %(motivo)s, %(em)s from mudou order by cda_id
