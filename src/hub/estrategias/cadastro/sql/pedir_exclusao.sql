-- Os acionamentos que a remessa manda excluir mudam de situação, cada um com sua passagem; só muda o que ainda está como
-- no plano.
with mudou as (
    update acionamento a set situacao = 'exclusao_pedida'
      from remessa_baixa b, acionamento antes
     where b.remessa_id = %(remessa)s and a.id = b.acionamento and antes.id = a.id and a.situacao = any(%(exclui_de)s)
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de, b.motivo
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, 'exclusao_pedida', 'remessa:' || %(remessa)s::text || ':' || motivo, %(em)s
  from mudou order by cda_id
