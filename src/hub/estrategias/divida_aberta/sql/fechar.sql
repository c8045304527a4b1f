-- Os registros das CDAs que não se cobram mais se fecham, cada um com a sua passagem; da lista já saíram. Parâmetros:
-- cdas e em.
with mudou as (
    update acionamento a set situacao = 'excluida'
      from cda c
     where a.cda_id = any(%(cdas)s) and a.estrategia = 'divida_aberta' and a.situacao = 'registrada'
       and c.id = a.cda_id and c.credor_id = a.credor_id and c.posicao not in ('ativa', 'em_consulta')
 returning a.id, a.credor_id, a.cda_id,
           case c.posicao when 'paga' then 'pagamento' when 'cancelada' then 'cancelamento'
                          when 'suspensa' then 'suspensao' else 'parcelamento' end as porque
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, 'registrada', 'excluida', 'aberta::' || porque, %(em)s from mudou order by cda_id
