-- As linhas do arquivo, na ordem: primeiro as exclusões, dos corresponsáveis e depois do principal; depois as inclusões,
-- o principal e logo os corresponsáveis. Parâmetro: remessa.
select nosso_numero, operacao, documento, nome, compra, vencimento, valor, devedor, motivo, logradouro, numero,
       complemento, bairro, municipio, ibge, uf, cep
  from (
    select 0 as parte, -a.devedor as vez, a.cda_id, a.nosso_numero, 'excluirSpc' as operacao, a.documento, null as nome,
           null::date as compra, a.vencimento, a.valor::text, a.devedor, b.motivo, null as logradouro, null as numero,
           null as complemento, null as bairro, null as municipio, null as ibge, null as uf, null as cep
      from remessa_baixa b
      join acionamento a on a.id = b.acionamento
     where b.remessa_id = %(remessa)s
    union all
    select 1, 0, a.cda_id, a.nosso_numero, 'incluirSpc', a.documento, c.devedor_nome,
           coalesce(c.data_fato_gerador, a.vencimento), a.vencimento, a.valor::text, 0, null, c.devedor_logradouro,
           c.devedor_numero, c.devedor_complemento, c.devedor_bairro, c.devedor_municipio, c.devedor_municipio_ibge,
           c.devedor_uf, c.devedor_cep
      from acionamento a
      join cda c on c.id = a.cda_id
     where a.remessa_id = %(remessa)s and a.devedor = 0
    union all
    select 1, a.devedor, a.cda_id, a.nosso_numero, 'incluirSpc', a.documento, k.nome,
           coalesce(c.data_fato_gerador, a.vencimento), a.vencimento, a.valor::text, a.devedor, null, k.logradouro,
           k.numero, k.complemento, k.bairro, k.municipio, k.municipio_ibge, k.uf, k.cep
      from acionamento a
      join cda c on c.id = a.cda_id
      join corresponsavel k on k.cda_id = a.cda_id and k.ordem = a.devedor and k.credor_id = a.credor_id
     where a.remessa_id = %(remessa)s and a.devedor > 0
) linhas
 order by parte, cda_id, vez
