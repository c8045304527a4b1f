-- Acionamentos planejados cuja CDA deixou de ser a que se planejou: saem do plano e podem ser planejados de novo. E
-- quantas CDAs são.
select array_agg(a.id), count(*) filter (where a.devedor = 0)
  from acionamento a
  join cda c on c.id = a.cda_id
 where a.remessa_id = %(remessa)s
   and a.situacao = 'planejada'
   and (c.posicao <> 'ativa' or c.versao <> a.versao or c.valor_consolidado - c.valor_pago <> a.valor)
