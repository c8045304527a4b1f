-- O que outros canais fazem com a CDA (o): se algum da mesma espécie a tem, e o último dia em que um a levou. Parâmetros:
-- outras, mesma_especie e livres.
  left join (
      select a.cda_id,
             bool_or(a.estrategia = any(%(mesma_especie)s) and a.situacao <> all(%(livres)s)) as mesma_especie,
             max(m.em) as ultimo_dia
        from acionamento a
        join remessa m on m.id = a.remessa_id
       where a.credor_id = %(credor)s and a.estrategia = any(%(outras)s) and a.situacao <> 'recusada'
       group by a.cda_id
  ) o on o.cda_id = c.id
