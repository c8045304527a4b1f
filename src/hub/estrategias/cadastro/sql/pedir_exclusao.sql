-- Os acionamentos de que a remessa pede exclusão, suspensão ou reativação mudam de situação, cada um com sua passagem; só
-- muda o que ainda está como no plano. Parâmetros: remessa, em, e as ternas de `tipos`, `de` e `para`.
with mudou as (
    update acionamento a set situacao = p.para
      from remessa_baixa b, acionamento antes, unnest(%(tipos)s::text[], %(de)s::text[], %(para)s::text[]) p(tipo, de, para)
     where b.remessa_id = %(remessa)s and a.id = b.acionamento and antes.id = a.id
       and p.tipo = b.tipo and p.de = a.situacao
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de, a.situacao as para, b.motivo
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, para, 'remessa:' || %(remessa)s::text || ':' || motivo, %(em)s
  from mudou order by cda_id
