-- Acionamentos planejados cuja CDA deixou de ser a que se planejou: saem do plano e podem ser planejados de novo.
delete from acionamento a
 using cda c
 where a.remessa_id = %(remessa)s
   and a.situacao = 'planejada'
   and c.id = a.cda_id
   and (c.posicao <> 'ativa' or c.versao <> a.versao or c.valor_consolidado - c.valor_pago <> a.valor)
