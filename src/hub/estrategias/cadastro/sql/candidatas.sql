-- As CDAs de `livro`, das carteiras com etapa do canal, com o motivo de cada uma que não pode entrar no cadastro na
-- data. Parâmetros: os de `livro`, os da régua (`regua_sql`) e os do dia; filtro opcional por CDA em
-- {filtro}.
select c.id as cda_id,
       c.numero_cda,
       c.carteira_id,
       c.valor_consolidado - c.valor_pago as valor,
       c.versao,
       c.devedor_municipio_ibge as praca,
       c.devedor_documento as documento,
       c.data_vencimento as vencimento,
       coalesce(u.tentativa, 0) + 1 as tentativa,
       coalesce(e.fora, e.valor, p.impede, ({convenio})[1], {quando}) as motivo
{livro}
  join {regua} on r.carteira_id = c.carteira_id
 cross join lateral ({etapa}) e
 where true
   {filtro}
