-- Os acionamentos que esperam o canal há mais que os dias da situação em que estão: nenhuma passagem deles é do prazo.
-- A carta simples e o e-mail que saíram não esperam nada. Parâmetros: credor, com_ar e, linha a linha, estrategias, situacoes e antes (o instante em que o prazo começa).
select a.id, a.cda_id, a.estrategia, a.situacao, a.devedor, a.remessa_id
  from acionamento a
  join unnest(%(estrategias)s::text[], %(situacoes)s::text[], %(antes)s::timestamptz[]) e(estrategia, situacao, antes)
    on e.estrategia = a.estrategia and e.situacao = a.situacao
 where a.credor_id = %(credor)s
   and (a.estrategia <> 'carta' or a.situacao <> 'postada' or %(com_ar)s and not exists (
       select from carta k where k.acionamento = a.id and k.credor_id = %(credor)s and k.meio = 'email'
   ))
   and not exists (
       select from passagem p
        where p.cda_id = a.cda_id and p.credor_id = %(credor)s and p.acionamento = a.id and p.em >= e.antes
   )
