-- Os e-mails da régua que ainda esperam na fila e cuja dívida já não se cobra. Parâmetros: credor e cobraveis.
select v.*
  from carta k
  join envio v on v.documento_id = k.documento_id and v.credor_id = k.credor_id and v.destinatario = k.endereco
  join acionamento a on a.id = k.acionamento and a.credor_id = k.credor_id
  join cda c on c.id = k.cda_id and c.credor_id = k.credor_id
 where k.credor_id = %(credor)s and k.meio = 'email' and k.anotada = '' and v.situacao = 'na_fila'
   and a.situacao = 'enviada' and c.posicao <> all(%(cobraveis)s)
