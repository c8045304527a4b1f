-- As linhas do arquivo, na ordem dos blocos: exclusões, suspensões e reativações, dos corresponsáveis antes do principal;
-- depois as inclusões, o principal e logo os corresponsáveis. Parâmetros: remessa, credor e finalidade (da
-- comunicação ao devedor).
select nosso_numero, ato, documento, nome, numero_cda, inscricao, compra, vencimento, valor, devedor, motivo,
       identificador, comunicado_em, logradouro, numero, complemento, bairro, municipio, ibge, uf, cep
  from (
    select case b.tipo when 'EX' then 0 when 'SU' then 1 else 2 end as parte, -a.devedor as vez, a.cda_id, a.nosso_numero,
           case b.tipo when 'EX' then 'excluir' when 'SU' then 'suspender' else 'reativar' end as ato, a.documento,
           coalesce(k.nome, c.devedor_nome) as nome, c.numero_cda, c.data_inscricao as inscricao,
           coalesce(c.data_fato_gerador, a.vencimento) as compra, a.vencimento, a.valor::text, a.devedor, b.motivo,
           a.identificador, null::date as comunicado_em, null as logradouro, null as numero, null as complemento,
           null as bairro, null as municipio, null as ibge, null as uf, null as cep
      from remessa_baixa b
      join acionamento a on a.id = b.acionamento
      join cda c on c.id = a.cda_id
      left join corresponsavel k
        on a.devedor > 0 and k.cda_id = a.cda_id and k.ordem = a.devedor and k.credor_id = a.credor_id
     where b.remessa_id = %(remessa)s
    union all
    select 3, a.devedor, a.cda_id, a.nosso_numero, 'incluir', a.documento,
           case when a.devedor = 0 then c.devedor_nome else k.nome end, c.numero_cda, c.data_inscricao,
           coalesce(c.data_fato_gerador, a.vencimento), a.vencimento, a.valor::text, a.devedor, null, null,
           n.comunicado_em,
           case when a.devedor = 0 then c.devedor_logradouro else k.logradouro end,
           case when a.devedor = 0 then c.devedor_numero else k.numero end,
           case when a.devedor = 0 then c.devedor_complemento else k.complemento end,
           case when a.devedor = 0 then c.devedor_bairro else k.bairro end,
           case when a.devedor = 0 then c.devedor_municipio else k.municipio end,
           case when a.devedor = 0 then c.devedor_municipio_ibge else k.municipio_ibge end,
           case when a.devedor = 0 then c.devedor_uf else k.uf end,
           case when a.devedor = 0 then c.devedor_cep else k.cep end
      from acionamento a
      join cda c on c.id = a.cda_id
      left join corresponsavel k
        on a.devedor > 0 and k.cda_id = a.cda_id and k.ordem = a.devedor and k.credor_id = a.credor_id
      left join (
          select cda_id, devedor, min(vale_desde) as comunicado_em from comunicacao
           where credor_id = %(credor)s and finalidade = %(finalidade)s group by cda_id, devedor
      ) n on n.cda_id = a.cda_id and n.devedor = a.devedor
     where a.remessa_id = %(remessa)s
) linhas
 order by parte, cda_id, vez
