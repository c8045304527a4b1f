-- Os títulos de um grupo de lotes, com uma linha por devedor: o principal (controle 1) e os codevedores.
-- A faixa do grupo inteiro é o que deixa o banco ir pela chave, e não ler a remessa toda a cada grupo.
with titulo as (
    select a.id, a.praca, a.nosso_numero, a.numero_titulo, a.cda_id, (a.valor * 100)::bigint as saldo
      from remessa_lote l
      join acionamento a on a.remessa_id = %(remessa)s and a.praca = l.praca and a.id between l.primeiro and l.ultimo
     where l.id = any(%(lotes)s) and a.id between %(primeiro)s and %(ultimo)s
)
select t.id, t.praca, t.nosso_numero, t.numero_titulo, c.data_inscricao,
       (coalesce(c.valor_originario, c.valor_consolidado) * 100)::bigint, t.saldo, 1,
       c.devedor_nome, c.devedor_documento,
       concat_ws(' ', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento),
       c.devedor_cep, c.devedor_municipio, c.devedor_uf, c.devedor_bairro
  from titulo t join cda c on c.id = t.cda_id
union all
select t.id, t.praca, t.nosso_numero, t.numero_titulo, c.data_inscricao,
       (coalesce(c.valor_originario, c.valor_consolidado) * 100)::bigint, t.saldo, k.ordem,
       k.nome, k.documento,
       concat_ws(' ', coalesce(k.logradouro, c.devedor_logradouro), coalesce(k.numero, c.devedor_numero),
                 coalesce(k.complemento, c.devedor_complemento)),
       coalesce(k.cep, c.devedor_cep), coalesce(k.municipio, c.devedor_municipio), coalesce(k.uf, c.devedor_uf),
       coalesce(k.bairro, c.devedor_bairro)
  from titulo t join cda c on c.id = t.cda_id join corresponsavel k on k.cda_id = t.cda_id and k.documento is not null
