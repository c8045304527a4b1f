-- As cartas em papel de um arquivo que se emitiram, por CEP. Parâmetro: arquivo.
select k.nosso_numero, o.sha256, o.codigo, (a.valor * 100)::bigint, c.numero_cda, c.devedor_nome, c.devedor_logradouro,
       c.devedor_numero, c.devedor_complemento, c.devedor_bairro, c.devedor_municipio, c.devedor_municipio_ibge,
       c.devedor_uf, c.devedor_cep
  from carta k
  join acionamento a on a.id = k.acionamento
  join cda c on c.id = k.cda_id and c.credor_id = k.credor_id
  join documento o on o.id = k.documento_id
 where k.arquivo_id = %(arquivo)s and a.situacao in ('planejada', 'enviada')
 order by c.devedor_cep, c.numero_cda
