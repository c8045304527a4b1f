-- Linhas que vieram sem o nosso número, procuradas pela praça, cartório, protocolo e data do protocolo.
update retorno_linha r
   set nosso_numero = a.nosso_numero
  from retorno_desfecho d, acionamento a
 where d.desfecho = r.desfecho
   and r.protocolo is not null
   and a.praca = r.praca and a.cartorio = d.cartorio and a.protocolo = r.protocolo
   and a.data_protocolo = d.data_protocolo
   and (%(credor)s::bigint is null or a.credor_id = %(credor)s)
   and r.nosso_numero is null
