-- As CDAs de `livro`, das carteiras com etapa de protesto, com o motivo de cada uma que não pode ir na data, menos o título
-- repetido, que só se procura entre as que vão. Só espera a data quem nada mais segura: no dia, vai. Parâmetros: os de
-- `livro`, os da régua (`regua_sql`) e os do convênio (`convenio_nos_dias`); filtro opcional em {filtro}.
select c.id as cda_id,
       c.numero_cda,
       c.carteira_id,
       c.valor_consolidado - c.valor_pago as valor,
       c.versao,
       c.devedor_municipio_ibge as praca,
       upper(t.numero) as numero_titulo,
       coalesce(u.tentativa, 0) + 1 as tentativa,
       coalesce(e.fora, e.valor, p.impede, ({convenio})[1], {quando}) as motivo
{livro}
  join {regua} on r.carteira_id = c.carteira_id
 cross join lateral ({etapa}) e
 where true
   {filtro}
