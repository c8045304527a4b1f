-- As linhas do arquivo, na ordem: primeiro as exclusões, dos corresponsáveis e depois do principal (excluir o principal
-- leva os corresponsáveis); depois as inclusões, o principal e logo os corresponsáveis. Parâmetro: remessa.
select * from (
    select 0 as parte, -a.devedor as vez, a.cda_id, 'E' as operacao, left(a.nosso_numero, 16), p.documento,
           case when a.devedor > 0 then a.documento end, c.devedor_nome, a.vencimento, (a.valor * 100)::bigint,
           b.motivo, null as logradouro, null as numero, null as complemento, null as bairro, null as municipio,
           null as ibge, null as uf, null as cep
      from remessa_baixa b
      join acionamento a on a.id = b.acionamento
      join acionamento p on p.cda_id = a.cda_id and p.estrategia = a.estrategia and p.tentativa = a.tentativa
                        and p.devedor = 0
      join cda c on c.id = a.cda_id
     where b.remessa_id = %(remessa)s
    union all
    select 1, 0, a.cda_id, 'I', left(a.nosso_numero, 16), a.documento, null, c.devedor_nome, a.vencimento,
           (a.valor * 100)::bigint, '', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento,
           c.devedor_bairro, c.devedor_municipio, c.devedor_municipio_ibge, c.devedor_uf, c.devedor_cep
      from acionamento a
      join cda c on c.id = a.cda_id
     where a.remessa_id = %(remessa)s and a.devedor = 0
    union all
    select 1, a.devedor, a.cda_id, 'I', left(a.nosso_numero, 16), c.devedor_documento, a.documento, k.nome, a.vencimento,
           (a.valor * 100)::bigint, '', k.logradouro, k.numero, k.complemento, k.bairro, k.municipio, k.municipio_ibge,
           k.uf, k.cep
      from acionamento a
      join cda c on c.id = a.cda_id
      join corresponsavel k on k.cda_id = a.cda_id and k.ordem = a.devedor and k.credor_id = a.credor_id
     where a.remessa_id = %(remessa)s and a.devedor > 0
) linhas
 order by parte, cda_id, vez
