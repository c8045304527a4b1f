-- Grava as comunicações lidas (`comunicacao_lida`, só as que casaram): a que ainda não há nasce; a que já há só ganha a
-- entrega ou a devolução que não tinha. Devolve a linha e se nasceu; a que não volta nada mudou. Parâmetros: credor,
-- ator e em.
with gravada as (
    insert into comunicacao as m
           (credor_id, cda_id, devedor, finalidade, meio, enviada_em, prova_de_envio, entregue_em, prova_de_entrega,
            devolvida_em, motivo_da_devolucao, registrada_por, registrada_em)
    select %(credor)s, cda_id, devedor, finalidade, meio, enviada_em, prova_de_envio, entregue_em,
           coalesce(prova_de_entrega, ''), devolvida_em, coalesce(motivo_da_devolucao, ''), %(ator)s, %(em)s
      from comunicacao_lida
     order by cda_id, devedor
    on conflict (cda_id, devedor, finalidade, meio, enviada_em) do update
       set entregue_em = coalesce(m.entregue_em, excluded.entregue_em),
           prova_de_entrega = case when m.entregue_em is null then excluded.prova_de_entrega else m.prova_de_entrega end,
           devolvida_em = coalesce(m.devolvida_em, excluded.devolvida_em),
           motivo_da_devolucao = case when m.devolvida_em is null then excluded.motivo_da_devolucao
                                      else m.motivo_da_devolucao end
     where m.entregue_em is null and excluded.entregue_em is not null
        or m.devolvida_em is null and excluded.devolvida_em is not null
 returning xmax = 0 as nova
)
select count(*) filter (where nova), count(*) filter (where not nova) from gravada
