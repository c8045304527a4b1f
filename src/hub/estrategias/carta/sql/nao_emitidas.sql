-- As cartas que não se puderam emitir: a CDA fica descartada desta ida, com o motivo. Parâmetros: remessa e em.
with fora as (
    update acionamento a set situacao = 'descartada'
      from carta k
     where k.remessa_id = %(remessa)s and k.documento_id is null and a.id = k.acionamento and a.situacao = 'planejada'
 returning a.id, a.credor_id, a.cda_id
), passou as (
    insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
    select credor_id, cda_id, id, 'planejada', 'descartada', 'remessa:' || %(remessa)s::text, %(em)s
      from fora order by cda_id
)
select count(*) from fora
