-- Compara a lista do credor (`lista_do_credor`) com o livro, e grava o que diverge. A encerrada no hub que não está na
-- lista não diverge: a lista é do que o credor tem em aberto e do que ele quer dizer. Parâmetros: credor, conciliacao,
-- em_aberto e as causas suspensa e parcelada.
with lado as (
    select l.linha, coalesce(l.numero_cda, c.numero_cda) as numero_cda, l.situacao, l.saldo, c.id, c.posicao, c.causas,
           c.valor_consolidado - c.valor_pago as no_hub,
           c.posicao = any(%(em_aberto)s) as em_aberto
      from lista_do_credor l
      full join (select * from cda where credor_id = %(credor)s) c on c.numero_cda = l.numero_cda
), dito as (
    select *,
           case
               when id is null then 'so_no_credor'
               when linha is null then case when em_aberto then 'so_no_hub' end
               when situacao = 'PAGA' and posicao <> 'paga' then 'paga_no_credor'
               when situacao = 'CANCELADA' and posicao <> 'cancelada' then 'cancelada_no_credor'
               when situacao in ('PAGA', 'CANCELADA') then null
               when not em_aberto then 'ativa_no_credor'
               when situacao = 'SUSPENSA' and causas & %(suspensa)s = 0 then 'suspensa_no_credor'
               when situacao = 'PARCELADA' and causas & %(parcelada)s = 0 then 'parcelada_no_credor'
               when situacao = 'ATIVA' and causas & (%(suspensa)s | %(parcelada)s) <> 0 then 'ativa_no_credor'
               when saldo < no_hub then 'saldo_menor_no_credor'
               when saldo > no_hub then 'saldo_maior_no_credor'
           end as tipo
      from lado
)
insert into divergencia (credor_id, conciliacao_id, tipo, cda, acionamento, chave, no_credor, no_hub, no_canal, acao,
                         valor, aplicada)
select %(credor)s, %(conciliacao)s, tipo, id, null, numero_cda,
       coalesce(situacao || coalesce(' ' || saldo::text, ''), ''), coalesce(posicao || ' ' || no_hub::text, ''), '',
       case tipo
           when 'so_no_hub' then 'CANCELAMENTO'
           -- A encerrada se reabre antes; aí a lista seguinte diz o que ela é.
           when 'paga_no_credor' then case when em_aberto then 'PAGAMENTO_TOTAL' else '' end
           when 'cancelada_no_credor' then case when em_aberto then 'CANCELAMENTO' else '' end
           when 'suspensa_no_credor' then 'SUSPENSAO'
           when 'parcelada_no_credor' then 'PARCELAMENTO'
           when 'ativa_no_credor' then case when not em_aberto then 'REABERTURA'
                                            when causas & %(suspensa)s <> 0 then 'FIM_SUSPENSAO'
                                            else 'PARCELAMENTO_RESCINDIDO' end
           when 'saldo_menor_no_credor' then case when saldo > 0 then 'PAGAMENTO_PARCIAL' else '' end
           else ''
       end,
       case tipo when 'paga_no_credor' then no_hub when 'saldo_menor_no_credor' then no_hub - saldo end, false
  from dito
 where tipo is not null
 order by id, linha
