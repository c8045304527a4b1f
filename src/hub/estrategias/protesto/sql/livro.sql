-- As CDAs em aberto do credor (c) que ainda podem ir a protesto, com o lote (l), a última ida (u), o número do título
-- (t) e o que nelas as impede de ir por qualquer régua (p.impede; nulo = nada). A que escolheu outras estratégias não
-- se conta: não é daqui. Parâmetros: credor, aceita_alfanumerico, livres.
  from cda c
  join lote l on l.id = c.lote_id
  left join lateral (
      select a.tentativa, a.situacao, a.versao, a.irregularidade
        from acionamento a
       where a.cda_id = c.id and a.estrategia = 'protesto'
       order by a.tentativa desc limit 1
  ) u on true
 cross join lateral (
      select upper(coalesce(c.numero_titulo, regexp_replace(c.numero_cda, '[^A-Za-z0-9]', '', 'g'))) as numero
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
                 when length(t.numero) between 1 and 11 then null
                 when t.numero = '' then 'titulo_vazio'
                 else 'titulo_nao_cabe'
             end as impede
  ) p on c.credor_id = %(credor)s
     and c.posicao not in ('paga', 'cancelada')
     and (u.situacao is null or u.situacao = any(%(livres)s))
     and (c.estrategias is null or 'PROTESTO' = any(string_to_array(c.estrategias, '+')))
