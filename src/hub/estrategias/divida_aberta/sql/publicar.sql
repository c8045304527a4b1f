-- O que a remessa levou está registrado: a lista é do próprio hub. Parâmetros: remessa e em.
with mudou as (
    update acionamento set situacao = 'registrada'
     where remessa_id = %(remessa)s and situacao = 'enviada'
 returning id, credor_id, cda_id
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, 'enviada', 'registrada', 'remessa:' || %(remessa)s::text, %(em)s from mudou order by cda_id
