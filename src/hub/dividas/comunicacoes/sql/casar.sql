-- Cada linha lida (`comunicacao_lida`) com a CDA e o devedor dela, e se contradiz o que já se registrou. Parâmetro:
-- credor.
update comunicacao_lida l
   set cda_id = c.id,
       devedor = case when l.documento is null or l.documento = c.devedor_documento then 0 else r.ordem end,
       diverge = m.id is not null and (
           m.prova_de_envio <> l.prova_de_envio
           or m.entregue_em <> l.entregue_em or m.entregue_em is not null and m.prova_de_entrega <> l.prova_de_entrega
           or m.devolvida_em <> l.devolvida_em
       )
  from comunicacao_lida x
  join cda c on c.credor_id = %(credor)s and c.numero_cda = x.numero_cda
  left join lateral (
      select min(k.ordem) as ordem from corresponsavel k
       where k.cda_id = c.id and k.credor_id = %(credor)s and k.documento = x.documento
  ) r on x.documento is not null and x.documento is distinct from c.devedor_documento
  left join comunicacao m
    on m.credor_id = %(credor)s and m.cda_id = c.id and m.finalidade = x.finalidade and m.meio = x.meio
   and m.enviada_em = x.enviada_em
   and m.devedor = case when x.documento is null or x.documento = c.devedor_documento then 0 else r.ordem end
 where x.linha = l.linha
