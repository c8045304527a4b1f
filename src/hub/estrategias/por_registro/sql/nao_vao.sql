-- As inclusões de uma remessa que já não podem ir: a dívida mudou desde o plano, ou já se pediu que saia ou se suspenda. Entre a
-- liberação e a vez de cada uma podem passar dias. Parâmetros: remessa, e numeros (nulo = todas).
select a.nosso_numero
  from acionamento a
  join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
 where a.remessa_id = %(remessa)s
   and (%(numeros)s::text[] is null or a.nosso_numero = any(%(numeros)s::text[]))
   and (a.situacao in ('exclusao_pedida', 'suspensao_pedida')
        or a.situacao = 'enviada'
           and (c.posicao <> 'ativa' or c.versao <> a.versao or c.valor_consolidado - c.valor_pago <> a.valor))
