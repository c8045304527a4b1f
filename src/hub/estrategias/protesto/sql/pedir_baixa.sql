-- Pedidos de um tipo: o acionamento muda de situação e deixa a passagem. Só muda o que ainda está como no plano.
with mudou as (
    update acionamento a set situacao = %(para)s
      from remessa_baixa b, acionamento antes
     where b.remessa_id = %(remessa)s and b.tipo = %(tipo)s and a.id = b.acionamento and antes.id = a.id
       and a.situacao = any(case when b.tipo in ('DP', 'AD') then array['confirmada', 'em_andamento']
                                   when b.tipo = 'AC' then array['protestada']
                                   else array['protestada', 'anuencia_enviada'] end)
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, %(para)s, %(motivo)s, %(em)s from mudou
