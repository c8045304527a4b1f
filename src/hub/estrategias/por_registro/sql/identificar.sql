-- Guarda o identificador que o serviço deu a cada registro. Parâmetros: credor, e os pares de `numeros` e `identificadores`.
update acionamento a set identificador = v.identificador
  from unnest(%(numeros)s::text[], %(identificadores)s::text[]) as v(numero, identificador)
 where a.nosso_numero = v.numero and a.credor_id = %(credor)s and a.identificador is distinct from v.identificador
