-- Por canal: quantas passaram do prazo, quantas vencem até o próximo dia útil, quantas estão no prazo e quantas já se
-- pediram. Parâmetros: os de `devidas`, em e logo (o próximo dia útil).
select estrategia,
       count(*) filter (where limite < %(em)s::date) as vencidas,
       count(*) filter (where limite >= %(em)s::date and limite <= %(logo)s::date) as vencem_logo,
       count(*) filter (where limite > %(logo)s::date or limite is null) as no_prazo,
       count(*) filter (where situacao = any(%(pedidas)s)) as pedidas
  from ({devidas}) d
 group by estrategia order by estrategia
