-- Os credores com carta por e-mail cujo envio acabou, ou com carta que mudou e não se anotou. Parâmetro: situacoes.
select distinct x.*
  from credor x
 where x.id in (
     select k.credor_id from carta k join acionamento a on a.id = k.acionamento and a.credor_id = k.credor_id
      where a.situacao = any(%(situacoes)s) and k.anotada <> a.situacao
         or k.meio = 'email' and a.situacao = 'enviada' and exists (
             select from envio v where v.documento_id = k.documento_id and v.situacao in ('enviado', 'recusado', 'nao_saiu')
         )
         or k.meio = 'email' and {repetida} and exists (
             select from envio v where v.documento_id = k.documento_id and v.situacao = 'enviado'
         )
 )
