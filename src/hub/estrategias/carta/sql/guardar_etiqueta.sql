-- Guarda o número que os Correios deram a cada carta que a linha conhece pelo nosso e que ainda não o tinha. Parâmetro: credor
-- (nulo = todos).
update carta k set etiqueta = r.protocolo
  from retorno_linha r
 where k.nosso_numero = r.nosso_numero and r.protocolo is not null and k.etiqueta = ''
   and (%(credor)s::bigint is null or k.credor_id = %(credor)s)
