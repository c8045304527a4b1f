-- O que a etapa (linha {r} da régua) diz da CDA (c), para cada dia pedido, em ordem:
--   fora, valor    motivo que não depende do dia; nulo = alcança
--   cedo_*         em quantos dos primeiros dias ainda é cedo: antes da vigência da CDA, da espera ou da idade mínima
--   a_tempo        em quantos dos primeiros dias ainda não passou da idade máxima
-- O que a etapa não diz vem nulo, e o "coalesce" deixa o planejador tirar a condição inteira.
select case
           when {r}.sem_etapa then 'sem_etapa'
           when coalesce(cardinality({r}.tributos), 0) > 0 and (c.tributo = any({r}.tributos)) is not true
               then 'fora_da_etapa'
           when coalesce(cardinality({r}.ufs), 0) > 0 and (c.devedor_uf = any({r}.ufs)) is not true
               then 'fora_da_etapa'
           when {r}.pessoa is not null
                and {r}.pessoa <> coalesce(case length(c.devedor_documento) when 11 then 'PF' when 14 then 'PJ' end, '')
               then 'fora_da_etapa'
           when coalesce({r}.idade_desde, '') = 'vencimento' and c.data_vencimento is null then 'sem_data_da_idade'
           when coalesce({r}.idade_desde, '') = 'inscricao' and c.data_inscricao is null then 'sem_data_da_idade'
       end as fora,
       case
           when c.valor_consolidado - c.valor_pago < {r}.valor_minimo then 'abaixo_do_minimo'
           when c.valor_consolidado - c.valor_pago > {r}.valor_maximo then 'acima_do_maximo'
       end as valor,
       coalesce(width_bucket(c.vigente_a_partir_de, {r}.dias_seguintes), 0) as cedo_vigencia,
       coalesce(width_bucket(c.chegou_em, {r}.chegou_tarde), 0) as cedo_espera,
       case {r}.idade_desde
           when 'vencimento' then coalesce(width_bucket(c.data_vencimento, {r}.nova_demais), 0)
           when 'inscricao' then coalesce(width_bucket(c.data_inscricao, {r}.nova_demais), 0)
           else 0
       end as cedo_idade,
       case {r}.idade_desde
           when 'vencimento' then coalesce(width_bucket(c.data_vencimento, {r}.no_prazo), 2147483647)
           when 'inscricao' then coalesce(width_bucket(c.data_inscricao, {r}.no_prazo), 2147483647)
           else 2147483647
       end as a_tempo
