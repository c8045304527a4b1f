-- Um acionamento planejado por devedor de cada candidata sem motivo: o principal e os corresponsáveis que têm documento
-- próprio, nome e endereço e, onde é o credor que comunica, foram comunicados a tempo. O número que volta no retorno é o
-- contrato (letra do canal, CDA e tentativa: dezesseis posições que nunca se repetem no hub) e o documento do devedor,
-- que a própria linha do retorno diz.
insert into acionamento
       (credor_id, cda_id, remessa_id, estrategia, devedor, tentativa, situacao, valor, versao, praca, nosso_numero,
        numero_titulo, documento, vencimento, cartorio, protocolo, ocorrencia, irregularidade)
select %(credor)s, cda_id, %(remessa)s, %(estrategia)s, devedor, tentativa, 'planejada', valor, versao,
       coalesce(praca, ''),
       %(letra)s || lpad(cda_id::text, 12, '0') || lpad(tentativa::text, 3, '0') || documento, null, documento,
       vencimento, '', '', '', ''
  from (
      select cda_id, tentativa, valor, versao, vencimento, 0 as devedor, praca, documento
        from candidata where motivo is null
      union all
      -- O mesmo documento, duas vezes na CDA, é um devedor só.
      (select distinct on (k.cda_id, r.documento)
             k.cda_id, k.tentativa, k.valor, k.versao, k.vencimento, r.ordem, r.municipio_ibge, r.documento
        from candidata k
        join corresponsavel r on r.cda_id = k.cda_id and r.credor_id = %(credor)s
       where k.motivo is null
         and r.documento <> k.documento
         and (r.documento !~ '[A-Z]' or %(aceita_alfanumerico)s)
         and r.ordem between 1 and 999
         and (not %(exige_endereco)s or r.logradouro is not null and r.bairro is not null and r.cep is not null
              and r.uf is not null and (r.municipio is not null or r.municipio_ibge is not null))
         and (not %(credor_comunica)s or exists (
             select from comunicacao m
              where m.cda_id = k.cda_id and m.credor_id = %(credor)s and m.finalidade = %(finalidade)s
                and m.devedor = r.ordem
                and m.vale_desde + coalesce((%(esperas)s::jsonb ->> r.uf)::integer, %(espera)s) <= %(dia_0)s::date
         ))
       order by k.cda_id, r.documento, r.ordem)
  ) incluidos
 order by cda_id, devedor
