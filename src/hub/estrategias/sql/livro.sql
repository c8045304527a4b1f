-- As CDAs em aberto do credor (c) que ainda podem ir ao canal {estrategia}, com a última ida (u), o que o canal junta e o
-- que nelas as impede de ir por qualquer régua (p.impede; nulo = nada). A que escolheu outras estratégias não se conta: não
-- é daqui. Parâmetros: credor, livres e os do canal.
  from cda c
  -- A última é a que não tem seguinte: dito assim, e não com "limit 1" por CDA, o banco divide a leitura entre núcleos.
  left join (
      select a.cda_id, a.remessa_id, a.tentativa, a.situacao, a.versao, a.irregularidade, a.ocorrencia
        from acionamento a
       where a.credor_id = %(credor)s and a.estrategia = '{estrategia}' and a.devedor = 0 and not exists (
           select from acionamento seguinte
            where seguinte.cda_id = a.cda_id and seguinte.credor_id = a.credor_id
              and seguinte.estrategia = '{estrategia}' and seguinte.devedor = 0 and seguinte.tentativa > a.tentativa
       )
  ) u on u.cda_id = c.id
  {outras}
  {juntas}
  join lateral (
      select case
                 when c.posicao <> 'ativa' then c.posicao
                 {da_mesma_especie}
                 {impede}
             end as impede
  ) p on c.credor_id = %(credor)s
     and c.posicao not in ('paga', 'cancelada')
     and (u.situacao is null or u.situacao = any(%(livres)s))
     and (c.estrategias is null or '{do_leiaute}' = any(string_to_array(c.estrategias, '+')))
