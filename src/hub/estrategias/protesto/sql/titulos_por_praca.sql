-- Por praça: a faixa de acionamentos planejados, quantos são, quantas linhas ocupam e a soma, em centavos.
select a.praca, min(a.id), max(a.id), count(*), sum(1 + coalesce(k.codevedores, 0))::bigint, (sum(a.valor) * 100)::bigint
  from acionamento a
  left join (select cda_id, count(*) as codevedores from corresponsavel where credor_id = (
                 select credor_id from remessa where id = %(remessa)s) and documento is not null group by cda_id) k
    on k.cda_id = a.cda_id
 where a.remessa_id = %(remessa)s and a.situacao = 'planejada'
 group by a.praca
