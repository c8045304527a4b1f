-- O que vai e o que fica de uma carteira por duas réguas (antes e depois), em cada dia pedido. O livro se lê uma vez: a
-- primeira parte junta as CDAs que têm o mesmo destino nas duas, e o resto se faz sobre esses poucos grupos. Número de
-- título repetido só o plano confere. Parâmetros: os de `livro`, carteira, dias (quantos), os das duas réguas (`regua_sql`)
-- e os do convênio (`convenio_nos_dias`).
with grupo as (
    select p.impede, {convenio} as convenio,
           a.fora as antes_fora, a.valor as antes_valor, a.cedo_vigencia as antes_cedo_vigencia,
           a.cedo_espera as antes_cedo_espera, a.cedo_idade as antes_cedo_idade, a.a_tempo as antes_a_tempo,
           d.fora as depois_fora, d.valor as depois_valor, d.cedo_vigencia as depois_cedo_vigencia,
           d.cedo_espera as depois_cedo_espera, d.cedo_idade as depois_cedo_idade, d.a_tempo as depois_a_tempo,
           count(*) as cdas, sum(c.valor_consolidado - c.valor_pago) as valor,
           -- Exemplos que não custam outra leitura: a primeira, a última e duas do meio.
           array[min(c.id), max(c.id), min(c.id) filter (where c.id %% 3 = 1), max(c.id) filter (where c.id %% 3 = 2)]
               as exemplos
    {livro}
      cross join {regua_antes}
      cross join {regua_depois}
     cross join lateral ({etapa_antes}) a
     cross join lateral ({etapa_depois}) d
     where c.carteira_id = %(carteira)s
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
), dito as (
    select dia, cdas, valor, exemplos,
           coalesce(antes_fora, antes_valor, impede, convenio[dia + 1], {quando_antes}) as antes,
           coalesce(depois_fora, depois_valor, impede, convenio[dia + 1], {quando_depois}) as depois
      from grupo
     cross join generate_series(0, %(dias)s::integer - 1) dia
)
select dia, antes, depois, sum(cdas)::bigint, sum(valor), array_agg(exemplos)
  from dito
 group by 1, 2, 3
