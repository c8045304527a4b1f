-- As cartas que a CDA já teve (f: quantas e o dia da última), a posição do primeiro modelo que ela não teve (da.vez; nulo =
-- teve todos), o que se sabe dos endereços do devedor que ela traz (qp e qe; nulo = nada de ruim), e por onde a carta pode
-- ir (via.meio; nulo = por nenhum). Parâmetros: feitas, contam, fuso, modelos, por_email, papel e forma_do_email.
  left join (
      select a.cda_id, count(*)::integer as feitas,
             max(greatest(m.em, (m.liberada_em at time zone %(fuso)s)::date)) as ultima,
             -- Aqui dentro, e não onde serve de índice: o PostgreSQL 18.1 erra a posição de um vetor que vem de uma
             -- subconsulta com parâmetro.
             (select min(o.n)::integer from unnest(%(modelos)s::bigint[]) with ordinality o(modelo, n)
               where o.modelo <> all(array_remove(array_agg(v.modelo_id), null))) as vez
        from acionamento a
        join remessa m on m.id = a.remessa_id
        left join carta k on k.acionamento = a.id and k.credor_id = a.credor_id
        left join versao_do_modelo v on v.id = k.versao_id
       where a.credor_id = %(credor)s and a.estrategia = 'carta' and a.devedor = 0
         and (a.situacao = any(%(feitas)s) or a.situacao = 'devolvida' and a.ocorrencia = any(%(contam)s))
       group by a.cda_id
  ) f on f.cda_id = c.id
 cross join lateral (select case when f.cda_id is null then 1 else f.vez end as vez) da
  left join endereco_do_devedor qp
    on qp.credor_id = %(credor)s and qp.tipo = 'postal' and qp.qualidade = 'volta' and qp.devedor = {devedor}
   and qp.chave = {chave_postal}
  left join endereco_do_devedor qe
    on qe.credor_id = %(credor)s and qe.tipo = 'email' and qe.qualidade = 'volta' and qe.devedor = {devedor}
   and qe.chave = {chave_do_email}
 cross join lateral (
      select case
                 when %(por_email)s and qe.id is null and length(c.devedor_email) <= 254
                      and c.devedor_email ~ %(forma_do_email)s then 'email'
                 when %(papel)s <> '' and qp.id is null and c.devedor_logradouro is not null
                      and c.devedor_cep is not null and c.devedor_uf is not null
                      and (c.devedor_municipio is not null or c.devedor_municipio_ibge is not null) then %(papel)s
             end as meio
  ) via
