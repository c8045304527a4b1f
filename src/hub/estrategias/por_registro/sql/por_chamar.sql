-- Dos registros de um bloco, os que ainda esperam que se chame. Parâmetros: credor, numeros e situacao (a que espera esta
-- operação).
select nosso_numero
  from acionamento
 where nosso_numero = any(%(numeros)s) and credor_id = %(credor)s and situacao = %(situacao)s
