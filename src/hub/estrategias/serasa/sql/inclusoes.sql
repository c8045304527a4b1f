-- As inclusões do arquivo, o principal e logo os corresponsáveis, que é a ordem em que o plano as gravou. Numa consulta só,
-- que os núcleos dividem, também ao pôr em ordem. Parâmetro: remessa.
select 'I', left(a.nosso_numero, 16), case when a.devedor = 0 then a.documento else c.devedor_documento end,
       case when a.devedor > 0 then a.documento end,
       case when a.devedor = 0 then c.devedor_nome else k.nome end, a.vencimento, (a.valor * 100)::bigint, null,
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
 where a.remessa_id = %(remessa)s
 order by a.id
