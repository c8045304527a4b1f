-- O que cada CDA que não se cobra mais pede ao cartório. Pagamento e parcelamento autorizam o cancelamento (AC: o
-- devedor paga os emolumentos); cancelamento, remissão e prescrição o pedem (CP). Antes da lavratura, desistência (DP).
with alvo as (
    select a.id,
           case
               when a.situacao in ('confirmada', 'em_andamento') and a.protocolo <> '' then 'DP'
               when a.situacao in ('enviada', 'confirmada', 'em_andamento') then 'aguarda_confirmacao'
               when a.situacao = 'protestada' and c.posicao = 'cancelada' then 'CP'
               when a.situacao = 'protestada' and (c.posicao = 'paga' or c.causas & 2 <> 0) then 'AC'
               when a.situacao = 'anuencia_enviada' and c.posicao = 'cancelada' then 'CP'
               when a.situacao = 'protestada' then 'suspensa_apos_protesto'
           end as pedido
      from acionamento a
      join cda c on c.id = a.cda_id
     where c.credor_id = %(credor)s and c.posicao <> 'ativa' and c.posicao <> 'em_consulta'
       and a.estrategia = 'protesto'
), gravado as (
    insert into remessa_baixa (credor_id, remessa_id, acionamento, tipo)
    select %(credor)s, %(remessa)s, id, pedido from alvo where pedido in ('DP', 'CP', 'AC')
)
select pedido, count(*) from alvo where pedido is not null group by pedido
