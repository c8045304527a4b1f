-- Desfaz o que o arquivo levava e ainda não saiu: a carta volta a poder ir. Parâmetros: arquivo, motivo e em.
with mudou as (
    update acionamento a set situacao = 'recusada', irregularidade = ''
      from carta k, acionamento antes
     where k.arquivo_id = %(arquivo)s and a.id = k.acionamento and antes.id = a.id
       and a.situacao in ('enviada', 'confirmada')
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
select credor_id, cda_id, id, de, 'recusada', %(motivo)s, %(em)s from mudou order by cda_id
