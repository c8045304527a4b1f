-- As CDAs de `julgadas`, com o motivo de cada uma que não pode ir na data, também o título repetido.
with candidata as not materialized (
    {julgadas}
)
select cda_id, numero_cda, carteira_id, valor, versao, praca, null::text as numero_titulo, tentativa, motivo
  from candidata
 where motivo is not null
union all
-- Só entre as que vão se procura título repetido: pôr em ordem as que ficam custaria mais que o resto.
select cda_id, numero_cda, carteira_id, valor, versao, praca, numero_titulo, tentativa, {repetido}
  from candidata
 where motivo is null
