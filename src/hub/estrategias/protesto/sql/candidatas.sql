-- As CDAs de `livro`, das carteiras com etapa de protesto, com o motivo de cada uma que não pode ir na data. Só espera
-- a data quem nada mais segura: no dia, vai. Parâmetros: os de `livro`, regua (`hub.estrategias.regua.etapas_em`) e os
-- do convênio (`convenio_nos_dias`); filtro opcional por CDA em {filtro}.
with candidata as not materialized (
    select c.id as cda_id,
           c.numero_cda,
           c.carteira_id,
           c.valor_consolidado - c.valor_pago as valor,
           c.versao,
           c.devedor_municipio_ibge as praca,
           upper(t.numero) as numero_titulo,
           coalesce(u.tentativa, 0) + 1 as tentativa,
           coalesce(e.fora, p.impede, ({convenio})[1], e.valor, {quando}) as motivo
    {livro}
      join {regua} on r.carteira_id = c.carteira_id
     cross join lateral ({etapa}) e
     where true
       {filtro}
)
select cda_id, numero_cda, carteira_id, valor, versao, praca, null::text as numero_titulo, tentativa, motivo
  from candidata
 where motivo is not null
union all
-- Só entre as que vão se procura título repetido: pôr em ordem as que ficam custaria mais que o resto.
select cda_id, numero_cda, carteira_id, valor, versao, praca, numero_titulo, tentativa,
       case
           when exists (
               select 1 from acionamento o
                where o.credor_id = %(credor)s and o.numero_titulo = candidata.numero_titulo
                  and o.cda_id <> candidata.cda_id
           ) then 'titulo_repetido'
           when row_number() over (partition by numero_titulo order by cda_id) > 1 then 'titulo_repetido'
       end
  from candidata
 where motivo is null
