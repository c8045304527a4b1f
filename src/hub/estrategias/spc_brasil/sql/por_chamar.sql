-- Dos registros de um bloco, os que ainda esperam que se chame, e se a dívida continua como se mandou: entre a liberação
-- e a vez dela podem passar dias. Parâmetros: credor, numeros e situacao (a que espera esta operação).
select a.nosso_numero,
       c.posicao = 'ativa' and c.versao = a.versao and c.valor_consolidado - c.valor_pago = a.valor
  from acionamento a
  join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
 where a.nosso_numero = any(%(numeros)s) and a.credor_id = %(credor)s and a.situacao = %(situacao)s
