-- Linhas que não casaram pelo nosso número, tentadas pela praça, cartório, protocolo e data do protocolo.
update retorno_linha r
   set nosso_numero = a.nosso_numero
  from acionamento a
 where r.protocolo is not null
   and a.praca = r.praca and a.cartorio = r.cartorio and a.protocolo = r.protocolo
   and a.data_protocolo = r.data_protocolo
   and (%(credor)s::bigint is null or a.credor_id = %(credor)s)
   and not exists (select 1 from acionamento n where n.nosso_numero = r.nosso_numero)
