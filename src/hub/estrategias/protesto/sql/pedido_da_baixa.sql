-- O que cada CDA que não se cobra mais pede ao cartório, ou por que não se pede. Pagamento e parcelamento autorizam o
-- cancelamento (AC: o devedor paga os emolumentos); cancelamento, remissão e prescrição o pedem (CP). Antes da lavratura,
-- desistência (DP; Lei 9.492/1997, art. 16), salvo a sustada, que só sai com autorização judicial (art. 17, § 1º). Nulo: já
-- se pediu, ou saiu. Onde o credor só a autoriza, a retirada de quem pagou ou parcelou é do devedor (AD); a da suspensa,
-- mesmo parcelada, é sempre do credor: o devedor que não comparece seria protestado com a dívida suspensa. Parâmetros:
-- credor, parcelada (a causa) e autoriza; filtro opcional por CDA em {filtro}.
select a.id, a.tentativa,
       case
           when a.situacao in ('confirmada', 'em_andamento') and a.protocolo <> '' then
               case when %(autoriza)s and c.posicao in ('paga', 'parcelada') then 'AD' else 'DP' end
           when a.situacao in ('enviada', 'confirmada', 'em_andamento') then 'aguarda_confirmacao'
           when a.situacao = 'sustada' then 'sustada_sem_autorizacao'
           when a.situacao = 'paga_condicional' then 'aguarda_compensacao'
           when a.situacao in ('protestada', 'anuencia_enviada') and c.posicao = 'cancelada' then 'CP'
           when a.situacao = 'protestada' and (c.posicao = 'paga' or c.causas & %(parcelada)s <> 0) then 'AC'
           when a.situacao = 'protestada' then 'suspensa_apos_protesto'
       end as pedido
  from acionamento a
  join cda c on c.id = a.cda_id
 where c.credor_id = %(credor)s and c.posicao <> 'ativa' and c.posicao <> 'em_consulta' and a.estrategia = 'protesto'
       {filtro}
