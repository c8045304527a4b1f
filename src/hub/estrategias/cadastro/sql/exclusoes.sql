-- O que está no cadastro e tem de mudar, por quê (nulo = fica) e o que se pede: exclusão (EX), porque a dívida acabou ou
-- não se cobra, o que se levou não é mais o que ela é, ou o prazo de permanência passou; onde o cadastro suspende,
-- suspensão (SU) da que só não se pode exigir, e reativação (RE) da que voltou a se poder. Parâmetros: credor,
-- estrategia, exclui_de, as causas parcelada e suspensa, mais_antiga (o vencimento mais antigo ainda no prazo, CDC art.
-- 43 §§ 1º e 5º; nulo = não há prazo), com_valor, suspende e reativa; filtro opcional em {filtro}.
select id, cda_id, devedor, motivo,
       case
           when motivo = 'reativacao' then 'RE'
           when %(suspende)s and motivo in ('suspensao', 'parcelamento') then 'SU'
           else 'EX'
       end as tipo
  from (
    select a.id, a.cda_id, a.devedor,
           case
               when c.posicao = 'paga' then 'pagamento'
               when c.posicao = 'cancelada' and exists (
                   select from movimento m
                    where m.cda_id = c.id and m.credor_id = c.credor_id and m.tipo = 'PRESCRICAO'
               ) then 'prescricao'
               when c.posicao = 'cancelada' then 'cancelamento'
               when c.causas & (%(suspensa)s | %(parcelada)s) <> 0
                    and a.situacao in ('suspensao_pedida', 'registro_suspenso') then null
               when c.causas & %(suspensa)s <> 0 then 'suspensao'
               when c.causas & %(parcelada)s <> 0 then 'parcelamento'
               when a.vencimento < %(mais_antiga)s::date then 'permanencia'
               when c.data_vencimento is distinct from a.vencimento
                   or a.documento is distinct from case when a.devedor = 0 then c.devedor_documento else r.documento end
                   then 'correcao'
               when %(com_valor)s and c.valor_consolidado - c.valor_pago <> a.valor then 'valor'
               when a.situacao = 'registro_suspenso' and %(reativa)s and c.posicao = 'ativa' then 'reativacao'
           end as motivo
      from acionamento a
      join cda c on c.id = a.cda_id and c.credor_id = a.credor_id
      left join corresponsavel r
        on a.devedor > 0 and r.cda_id = a.cda_id and r.credor_id = a.credor_id and r.ordem = a.devedor
     where a.credor_id = %(credor)s and a.estrategia = %(estrategia)s and a.situacao = any(%(exclui_de)s)
           {filtro}
  ) x
