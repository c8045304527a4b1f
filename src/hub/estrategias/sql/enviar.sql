-- Planejados viram enviados, cada um com sua passagem; na ordem das CDAs, que é a do índice das passagens.
with mudou as (
    update acionamento set situacao = 'enviada'
     where remessa_id = %(remessa)s and situacao = 'planejada'
 returning id, credor_id, cda_id
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, 'planejada', 'enviada', %(motivo)s, %(em)s from mudou order by cda_id
