-- Os títulos da remessa, na ordem em que entraram no plano (a praça e, nela, a CDA), uma linha por devedor: o principal
-- (controle 1) e, logo depois, os codevedores. Numa consulta só: aos pedaços, o livro se percorreria a cada pedaço.
select a.id, a.praca, a.nosso_numero, a.numero_titulo, c.data_inscricao,
       (coalesce(c.valor_originario, c.valor_consolidado) * 100)::bigint, (a.valor * 100)::bigint, 1 as controle,
       c.devedor_nome, c.devedor_documento,
       concat_ws(' ', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento),
       c.devedor_cep, c.devedor_municipio, c.devedor_uf, c.devedor_bairro
  from acionamento a
  join cda c on c.id = a.cda_id
 where a.remessa_id = %(remessa)s
union all
select a.id, a.praca, a.nosso_numero, a.numero_titulo, c.data_inscricao,
       (coalesce(c.valor_originario, c.valor_consolidado) * 100)::bigint, (a.valor * 100)::bigint, k.ordem,
       k.nome, k.documento,
       concat_ws(' ', coalesce(k.logradouro, c.devedor_logradouro), coalesce(k.numero, c.devedor_numero),
                 coalesce(k.complemento, c.devedor_complemento)),
       coalesce(k.cep, c.devedor_cep), coalesce(k.municipio, c.devedor_municipio), coalesce(k.uf, c.devedor_uf),
       coalesce(k.bairro, c.devedor_bairro)
  from acionamento a
  join cda c on c.id = a.cda_id
  join corresponsavel k on k.cda_id = a.cda_id and k.documento is not null
 where a.remessa_id = %(remessa)s
 order by 1, 8
