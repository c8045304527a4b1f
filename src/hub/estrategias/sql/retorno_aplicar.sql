-- Muda o que pode mudar, com uma passagem por mudança, numa leitura só; o que não mudou vai a `retorno_sobra`.
-- O que cada linha faz vem dos passos, pela situação em que o título está e a que o desfecho o leva:
--   aplicado      a tabela de transições deixa ir
--   andamento     nova etapa dentro de "em andamento"
--   completado    confirmação que chegou depois do desfecho: só os dados do protocolo
-- As sobras se julgam pela situação de antes, que é a que a consulta vê:
--   repetido      já está nessa situação
--   fora_de_ordem a transição não cabe
--   desconhecido  não é título nosso (ou não é deste credor); com `pracas`, ou não é de nenhuma delas
-- `menor` e `maior` só dizem em que trecho do índice procurar (`hub.estrategias.retornos`).
with passo as (
    select d.*, p.de, p.resultado,
           -- A situação de um lado e o desfecho do outro, juntos: separados, o planejador multiplicaria as linhas pelos
           -- passos antes de achar o título.
           p.de || d.desfecho as chave,
           case
               when p.resultado <> 'completado' then concat_ws(':', %(motivo)s::text, d.ocorrencia, d.irregularidade)
           end as motivo,
           case d.situacao when 'confirmada' then coalesce(d.data_protocolo, d.data_ocorrencia)
                           else d.data_ocorrencia end as data
      from retorno_desfecho d
      join unnest(%(de)s::text[], %(para)s::text[], %(resultado)s::text[]) as p(de, para, resultado)
        on p.para = d.situacao
), mudou as (
    update acionamento a
       set situacao = case when p.resultado = 'completado' then a.situacao else p.situacao end,
           cartorio = coalesce(p.cartorio, a.cartorio),
           protocolo = coalesce(r.protocolo, a.protocolo),
           data_protocolo = coalesce(p.data_protocolo, a.data_protocolo),
           ocorrencia = case when p.resultado = 'completado' then a.ocorrencia else coalesce(p.ocorrencia, '') end,
           data_ocorrencia = coalesce(p.data_ocorrencia, a.data_ocorrencia),
           irregularidade = coalesce(p.irregularidade, ''),
           saldo = coalesce(r.saldo, a.saldo),
           custas = coalesce(r.custas, a.custas)
      from retorno_linha r, passo p
     where a.nosso_numero = r.nosso_numero
       and (%(credor)s::bigint is null or a.credor_id = %(credor)s)
       and (%(pracas)s::text[] is null or a.praca = any (%(pracas)s::text[]))
       and (%(menor)s::text is null or a.nosso_numero between %(menor)s and %(maior)s)
       and p.chave = a.situacao || r.desfecho
       and (p.resultado <> 'andamento' or a.ocorrencia <> p.ocorrencia)
       and (p.resultado <> 'completado' or (a.protocolo = '' and r.protocolo is not null))
 returning r.linha, a.id, a.cda_id, a.credor_id, p.de, a.situacao as para, p.motivo, p.data
), passou as (
    insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, data, em)
    -- Na ordem da chave, as folhas do índice se escrevem uma vez cada.
    select credor_id, cda_id, id, de, para, motivo, data, %(em)s from mudou where motivo is not null order by cda_id
)
insert into retorno_sobra (linha, nosso_numero, resultado, de, para)
select r.linha, r.nosso_numero,
       case
           when a.id is null then 'desconhecido'
           when p.resultado = 'aplicado' or d.situacao = a.situacao or d.situacao in ('confirmada', 'em_andamento')
               -- A resposta da inclusão que chega depois de pedida a exclusão.
               or d.situacao = 'registrada' and a.situacao in ('exclusao_pedida', 'exclusao_recusada', 'excluida')
               then 'repetido'
           else 'fora_de_ordem'
       end,
       a.situacao, d.situacao
  from retorno_linha r
  join retorno_desfecho d on d.desfecho = r.desfecho
  left join acionamento a
    on a.nosso_numero = r.nosso_numero
   and (%(credor)s::bigint is null or a.credor_id = %(credor)s)
   and (%(pracas)s::text[] is null or a.praca = any (%(pracas)s::text[]))
   and (%(menor)s::text is null or a.nosso_numero between %(menor)s and %(maior)s)
  left join passo p on p.chave = a.situacao || r.desfecho
 -- No arquivo comum tudo muda, e não há sobra a procurar.
 where (select count(*) from mudou) < %(linhas)s
   and not exists (select from mudou m where m.linha = r.linha)
