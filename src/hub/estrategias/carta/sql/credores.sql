-- Os credores com carta por e-mail cujo envio acabou, ou que já não deve sair, ou com carta que mudou e não se anotou. As
-- cartas que acabaram não se releem: o índice parcial da tabela as deixa de fora. Parâmetros: situacoes e cobraveis.
select distinct x.*
  from credor x
 where x.id in (
     select k.credor_id
       from carta k
       join acionamento a on a.id = k.acionamento and a.credor_id = k.credor_id
      where k.anotada not in ('entregue', 'devolvida') and not (k.meio = 'email' and k.anotada = 'postada')
        and (a.situacao = any(%(situacoes)s) and k.anotada <> a.situacao
             or k.meio = 'email' and a.situacao = 'enviada' and exists (
                 select from envio v
                  where v.documento_id = k.documento_id and v.situacao in ('enviado', 'recusado', 'nao_saiu')
             )
             or k.meio = 'email' and a.situacao = 'enviada' and exists (
                 select from envio v
                   join cda c on c.id = k.cda_id and c.credor_id = k.credor_id and c.posicao <> all(%(cobraveis)s)
                  where v.documento_id = k.documento_id and v.situacao = 'na_fila'
             )
             or k.meio = 'email' and {repetida} and exists (
                 select from envio v where v.documento_id = k.documento_id and v.situacao = 'enviado'
             ))
 )
