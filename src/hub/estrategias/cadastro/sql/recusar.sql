-- Desfaz o que o arquivo recusado pelo canal levava: só o que ainda está como ele o deixou. A remessa de um cadastro tem
-- um arquivo só. Parâmetros: remessa, e os pares de `de` e `para`.
with levados as (
    select id, true as inclusao from acionamento where remessa_id = %(remessa)s
    union all
    select acionamento, false from remessa_baixa where remessa_id = %(remessa)s
), mudou as (
    update acionamento a set situacao = p.para
      from levados v, unnest(%(de)s::text[], %(para)s::text[]) as p(de, para)
     where a.id = v.id and a.situacao = p.de and (a.situacao = 'enviada') = v.inclusao
 returning a.id, a.credor_id, a.cda_id, p.de, p.para
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, para, %(motivo)s, %(em)s from mudou order by cda_id
