-- Compara a lista do cadastro (`lista_do_canal`) com os acionamentos do canal, e grava o que diverge. O que saiu em
-- remessa no dia da lista ou depois dela ainda não podia estar lá. Parâmetros: credor, conciliacao, estrategia, em,
-- no_cadastro, e os pares de `esta` e `nao_esta` (de e para).
with lado as (
    select l.linha, coalesce(l.chave, a.nosso_numero) as chave, l.valor as no_canal, a.id, a.cda_id, a.situacao, a.valor,
           coalesce(b.para, n.para) as para, m.em as saiu_em
      from lista_do_canal l
      full join (
          select * from acionamento
           where credor_id = %(credor)s and estrategia = %(estrategia)s and situacao not in ('planejada', 'descartada')
      ) a on a.nosso_numero = l.chave
      left join remessa m on m.id = a.remessa_id
      left join unnest(%(esta_de)s::text[], %(esta_para)s::text[]) as b(de, para)
        on l.linha is not null and b.de = a.situacao
      left join unnest(%(nao_esta_de)s::text[], %(nao_esta_para)s::text[]) as n(de, para)
        on l.linha is null and n.de = a.situacao
), dito as (
    select *,
           case
               when id is null then 'desconhecido_no_hub'
               when saiu_em >= %(em)s::date then null
               when situacao = 'enviada' then 'inclusao_sem_resposta'
               when linha is not null and situacao = 'exclusao_pedida' then 'exclusao_nao_feita'
               when linha is not null and para is not null then 'so_no_canal'
               when linha is null and situacao = 'exclusao_pedida' then 'exclusao_feita_sem_resposta'
               when linha is null and para is not null then 'nao_esta_no_canal'
               when linha is not null and no_canal <> valor then 'valor_diverge_no_canal'
           end as tipo
      from lado
)
insert into divergencia (credor_id, conciliacao_id, tipo, cda, acionamento, chave, no_credor, no_hub, no_canal, acao,
                         valor, aplicada)
select %(credor)s, %(conciliacao)s, tipo, cda_id, id, chave, '', coalesce(situacao || ' ' || valor::text, ''),
       case when linha is null then '' else 'registrada' || coalesce(' ' || no_canal::text, '') end,
       case when tipo = 'valor_diverge_no_canal' then 'valor' else coalesce(para, '') end,
       case when tipo = 'valor_diverge_no_canal' then no_canal end, false
  from dito
 where tipo is not null
 order by id, linha
