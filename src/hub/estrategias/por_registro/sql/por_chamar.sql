-- Dos registros de um bloco, os que ainda esperam que se chame; reativar, só a que ainda se cobra. Parâmetros: credor,
-- numeros e situacao (a que espera esta operação).
select a.nosso_numero
  from acionamento a
  join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
 where a.nosso_numero = any(%(numeros)s) and a.credor_id = %(credor)s and a.situacao = %(situacao)s
   and (a.situacao <> 'reativacao_pedida' or c.posicao = 'ativa')
