-- Desfaz o que um arquivo recusado pelo canal levava, ou a parte dele que o canal recusou: só o que ainda está como ele o
-- deixou. O de inclusão (B) vai pelas faixas dos lotes; os de pedido, pelas baixas do tipo. Parâmetros: arquivo, remessa,
-- tipo, os pares de `de` e `para`, e a parte: `pracas` ou `acionamentos`, nulos = tudo.
with levados as (
    select a.id from remessa_lote l join acionamento a on a.remessa_id = %(remessa)s and a.praca = l.praca
       and a.id between l.primeiro and l.ultimo
     where l.arquivo_id = %(arquivo)s and (%(pracas)s::text[] is null or l.praca = any(%(pracas)s::text[]))
    union all
    select b.acionamento from remessa_baixa b where b.remessa_id = %(remessa)s and b.tipo = %(tipo)s
       and (%(acionamentos)s::bigint[] is null or b.acionamento = any(%(acionamentos)s::bigint[]))
), mudou as (
    update acionamento a set situacao = p.para
      from levados v, unnest(%(de)s::text[], %(para)s::text[]) as p(de, para)
     where a.id = v.id and a.situacao = p.de and (a.situacao = 'enviada') = (%(tipo)s = 'B')
 returning a.id, a.credor_id, a.cda_id, p.de, p.para
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, para, %(motivo)s, %(em)s from mudou order by cda_id
