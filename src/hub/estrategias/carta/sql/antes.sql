-- Antes de aplicar um retorno: guarda o número que os Correios deram a cada carta que a linha conhece pelo nosso, e troca
-- pelo nosso o deles, onde só ele veio. Parâmetro: credor (nulo = todos).
with guardada as (
    update carta k set etiqueta = r.protocolo
      from retorno_linha r
     where k.nosso_numero = r.nosso_numero and r.protocolo is not null and k.etiqueta <> r.protocolo
       and (%(credor)s::bigint is null or k.credor_id = %(credor)s)
)
update retorno_linha r
   set nosso_numero = k.nosso_numero
  from carta k
 where k.etiqueta = r.nosso_numero and k.etiqueta <> '' and (%(credor)s::bigint is null or k.credor_id = %(credor)s)
