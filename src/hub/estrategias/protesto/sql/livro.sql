-- As CDAs em aberto do credor (c) que ainda podem ir a protesto, com o lote (l), a última ida (u), o número do título
-- (t) e o que nelas as impede de ir por qualquer régua (p.impede; nulo = nada). A que escolheu outras estratégias não
-- se conta: não é daqui. Parâmetros: credor, aceita_alfanumerico, livres.
  from cda c
  join lote l on l.id = c.lote_id
  -- A última é a que não tem seguinte: dito assim, e não com "limit 1" por CDA, o banco divide a leitura entre núcleos.
  left join (
      select a.cda_id, a.tentativa, a.situacao, a.versao, a.irregularidade
        from acionamento a
       where a.credor_id = %(credor)s and a.estrategia = 'protesto' and not exists (
           select from acionamento seguinte
            where seguinte.cda_id = a.cda_id and seguinte.credor_id = a.credor_id
              and seguinte.estrategia = 'protesto' and seguinte.tentativa > a.tentativa
       )
  ) u on u.cda_id = c.id
 cross join lateral (
      -- E não "coalesce": o banco não o tem entre o que não revela linha alheia, e sob o inquilino deixaria o índice.
      select case
                 when c.numero_titulo is null then regexp_replace(c.numero_cda, '[^A-Za-z0-9]', '', 'g')
                 else c.numero_titulo
             end as numero
  ) t
  join lateral (
      select case
                 when c.posicao <> 'ativa' then c.posicao
                 when u.situacao = 'paga' then 'paga_no_cartorio'
                 when u.situacao = 'sustada_definitiva' then 'sustada_definitiva'
                 when (u.situacao = 'devolvida' or u.situacao = 'recusada' and u.irregularidade <> '')
                     and c.versao <= u.versao then 'devolvida_sem_correcao'
                 when c.devedor_documento is null then 'sem_documento'
                 when c.devedor_documento ~ '[A-Z]' and not %(aceita_alfanumerico)s then 'cnpj_alfanumerico'
                 when c.devedor_nome is null then 'sem_nome'
                 when c.devedor_logradouro is null or c.devedor_cep is null or c.devedor_uf is null
                     then 'sem_endereco'
                 when c.devedor_municipio_ibge is null then 'sem_praca'
                 when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
                 when c.valor_consolidado - c.valor_pago > 999999999999.99 then 'valor_nao_cabe'
                 when coalesce(c.valor_originario, 0) > 999999999999.99 then 'valor_nao_cabe'
                 when c.id > 999999999999 then 'identificador_nao_cabe'
                 -- A lista, e não "between": assim o número se monta uma vez só.
                 when length(t.numero) in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) then null
                 when t.numero = '' then 'titulo_vazio'
                 else 'titulo_nao_cabe'
             end as impede
  ) p on c.credor_id = %(credor)s
     and c.posicao not in ('paga', 'cancelada')
     and (u.situacao is null or u.situacao = any(%(livres)s))
     and (c.estrategias is null or 'PROTESTO' = any(string_to_array(c.estrategias, '+')))
