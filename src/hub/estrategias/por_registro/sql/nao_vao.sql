-- As inclusões de uma remessa que já não podem ir: a dívida mudou desde o plano, ou já se pediu que saia ou se suspenda. Entre a
-- liberação e a vez de cada uma podem passar dias. Parâmetros: remessa, e numeros (nulo = todas). A segunda
-- coluna diz se alguém vai pedir que saia: a que só mudou de conteúdo, se já se chamou, se chama até que responda.
select a.nosso_numero, a.situacao <> 'enviada' or c.posicao not in ('ativa', 'em_consulta')
  from acionamento a
  join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
 where a.remessa_id = %(remessa)s
   and (%(numeros)s::text[] is null or a.nosso_numero = any(%(numeros)s::text[]))
   and (a.situacao in ('exclusao_pedida', 'suspensao_pedida')
        or a.situacao = 'enviada'
           and (c.posicao <> 'ativa' or c.versao <> a.versao or c.valor_consolidado - c.valor_pago <> a.valor))
