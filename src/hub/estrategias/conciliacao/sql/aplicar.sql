-- Leva os acionamentos divergentes à situação que o canal mostra, cada um com a sua passagem; o que mudou desde a
-- comparação fica como está. Parâmetros: conciliacao, credor e em.
with alvo as (
    select d.id as divergencia, d.acionamento, d.acao, d.valor, split_part(d.no_hub, ' ', 1) as de
      from divergencia d
     where d.conciliacao_id = %(conciliacao)s and d.credor_id = %(credor)s and d.acionamento is not null
       and d.acao <> '' and not d.aplicada
), mudou as (
    update acionamento a
       set situacao = case when v.acao = 'valor' then a.situacao else v.acao end,
           valor = case when v.acao = 'valor' then v.valor else a.valor end
      from alvo v
     where a.id = v.acionamento and a.credor_id = %(credor)s and a.situacao = v.de
 returning v.divergencia, a.id, a.credor_id, a.cda_id, v.de, a.situacao as para
), passou as (
    insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
    select credor_id, cda_id, id, de, para, 'conciliacao:' || %(conciliacao)s::text, %(em)s
      from mudou where para <> de order by cda_id
)
update divergencia d set aplicada = true from mudou m where d.id = m.divergencia
