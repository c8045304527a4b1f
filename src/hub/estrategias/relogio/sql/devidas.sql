-- O que está num canal e tem de sair porque a dívida não se cobra mais: um acionamento por linha, com o fato, o dia em
-- que aconteceu, o dia em que o hub soube e até quando (nulo = o canal não promete prazo). O prazo se conta em dias
-- úteis do primeiro depois do fato, que o credor conta por um movimento; a que já chegou assim vale do dia em que chegou.
-- O protesto da que só se suspendeu não se cancela, e a autorização enviada já é do devedor. Parâmetros: credor, presas,
-- so_avisam (os canais em que nada fica), com_protesto, parcelada, prazos e uteis.
with presa as (
    select a.id, a.cda_id, a.estrategia, a.situacao, a.devedor, a.valor, c.numero_cda, c.posicao, c.chegou_em,
           case c.posicao
               when 'paga' then array['PAGAMENTO_TOTAL']
               when 'cancelada' then array['CANCELAMENTO', 'REMISSAO', 'PRESCRICAO']
               when 'suspensa' then array['SUSPENSAO']
               else array['PARCELAMENTO']
           end as tipos
      from cda c
      join acionamento a on a.cda_id = c.id and a.credor_id = c.credor_id
     where c.credor_id = %(credor)s and c.posicao <> 'ativa' and c.posicao <> 'em_consulta'
       and a.situacao = any(%(presas)s) and a.estrategia <> all(%(so_avisam)s)
       and (c.posicao in ('paga', 'cancelada') or a.situacao <> all(%(com_protesto)s) or c.causas & %(parcelada)s <> 0)
       -- O registro suspenso da que só se suspendeu, ou se parcelou, está como deve.
       and (c.posicao in ('paga', 'cancelada') or a.situacao <> 'registro_suspenso')
), contada as (
    select p.*, coalesce(f.data, p.chegou_em) as fato_em, f.registrado_em as soube_em,
           case
               when f.tipo = 'PRESCRICAO' then 'prescricao'
               when p.posicao = 'paga' then 'pagamento'
               when p.posicao = 'cancelada' then 'cancelamento'
               when p.posicao = 'suspensa' then 'suspensao'
               else 'parcelamento'
           end as motivo
      from presa p
      left join lateral (
          select m.tipo, m.data, m.registrado_em from movimento m
           where m.cda_id = p.cda_id and m.credor_id = %(credor)s and m.tipo = any(p.tipos)
           order by m.data desc, m.id desc limit 1
      ) f on true
)
select c.id, c.cda_id, c.numero_cda, c.estrategia, c.situacao, c.devedor, c.valor, c.motivo, c.fato_em, c.soube_em,
       (%(uteis)s::date[])[width_bucket(c.fato_em, %(uteis)s::date[]) + z.dias_uteis] as limite
  from contada c
  left join lateral (
      select p.dias_uteis::integer from jsonb_to_recordset(%(prazos)s::jsonb) as p(estrategia text, motivo text, dias_uteis text)
       where p.estrategia = c.estrategia and (p.motivo = c.motivo or p.motivo = '*')
       order by p.motivo = '*' limit 1
  ) z on true
