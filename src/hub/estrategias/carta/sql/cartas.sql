-- Uma carta por acionamento planejado da remessa, com o endereço como está agora. Parâmetros: os de `juntas`, remessa e
-- versoes (a de cada carta, na ordem).
insert into carta
       (credor_id, remessa_id, acionamento, cda_id, nosso_numero, meio, devedor, tipo, chave, endereco, ordem, versao_id,
        etiqueta, anotada)
select a.credor_id, a.remessa_id, a.id, a.cda_id, a.nosso_numero, via.meio, {devedor},
       case via.meio when 'email' then 'email' else 'postal' end,
       case via.meio when 'email' then {chave_do_email} else {chave_postal} end,
       case via.meio when 'email' then c.devedor_email
                   else concat_ws(', ', c.devedor_logradouro, c.devedor_numero, c.devedor_complemento, c.devedor_bairro,
                                  coalesce(c.devedor_municipio, c.devedor_municipio_ibge), c.devedor_uf, c.devedor_cep)
       end,
       coalesce(f.feitas, 0) + 1, (%(versoes)s::bigint[])[da.vez], '', ''
  from acionamento a
  join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
  {juntas}
 where a.remessa_id = %(remessa)s and a.credor_id = %(credor)s and a.situacao = 'planejada' and via.meio is not null
