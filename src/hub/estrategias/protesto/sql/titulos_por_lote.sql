-- Títulos planejados das praças dadas, com quantas linhas cada um ocupa no arquivo (o devedor e os codevedores).
select a.id, a.praca, (a.valor * 100)::bigint, 1 + coalesce(k.codevedores, 0)
  from acionamento a
  left join (select cda_id, count(*) as codevedores from corresponsavel where credor_id = (
                 select credor_id from remessa where id = %(remessa)s) and documento is not null group by cda_id) k
    on k.cda_id = a.cda_id
 where a.remessa_id = %(remessa)s and a.situacao = 'planejada' and a.praca = any(%(pracas)s)
