-- Troca pelo nosso o número dos Correios, onde só ele veio. O que duas cartas dizem ter, ainda que de credores diferentes, não
-- diz de qual é, e fica desconhecido. Parâmetro: credor (nulo = todos).
update retorno_linha r
   set nosso_numero = k.nosso_numero
  from (
      select etiqueta, min(nosso_numero) as nosso_numero
        from carta
       where etiqueta in (select nosso_numero from retorno_linha)
         and (%(credor)s::bigint is null or credor_id = %(credor)s)
       group by etiqueta having count(*) = 1
  ) k
 where k.etiqueta = r.nosso_numero and k.etiqueta <> ''
