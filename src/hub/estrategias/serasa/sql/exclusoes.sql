-- As exclusões do arquivo, que vêm primeiro: dos corresponsáveis e depois do principal (excluir o principal leva os
-- corresponsáveis). Parâmetro: remessa.
select 'E', left(a.nosso_numero, 16), p.documento, case when a.devedor > 0 then a.documento end, c.devedor_nome,
       a.vencimento, (a.valor * 100)::bigint, b.motivo, null, null, null, null, null, null, null, null
  from remessa_baixa b
  join acionamento a on a.id = b.acionamento
  join acionamento p on p.cda_id = a.cda_id and p.estrategia = a.estrategia and p.tentativa = a.tentativa
                    and p.devedor = 0
  join cda c on c.id = a.cda_id
 where b.remessa_id = %(remessa)s
 order by a.cda_id, a.devedor desc
