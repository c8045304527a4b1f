-- Casa cada linha com o acionamento e diz o que fazer dela:
--   aplicado      a tabela de transições deixa ir
--   andamento     nova etapa dentro de "em andamento"
--   completado    confirmação que chegou depois do desfecho: só os dados do protocolo
--   repetido      já está nessa situação
--   fora_de_ordem a transição não cabe
--   desconhecido  não é título nosso (ou não é deste credor)
create temp table casado on commit drop as
select r.linha, r.nosso_numero, r.praca, r.cartorio, r.protocolo, r.data_protocolo, r.situacao as para, r.ocorrencia,
       r.data_ocorrencia, r.irregularidade, r.saldo, r.custas,
       a.id, a.cda_id, a.credor_id, a.situacao as de,
       case
           when a.id is null then 'desconhecido'
           when p.para is not null then 'aplicado'
           when r.situacao = 'em_andamento' and a.situacao = 'em_andamento' and a.ocorrencia <> r.ocorrencia
               then 'andamento'
           when r.situacao = 'confirmada' and a.protocolo = '' and r.protocolo is not null then 'completado'
           when r.situacao = a.situacao or r.situacao in ('confirmada', 'em_andamento') then 'repetido'
           else 'fora_de_ordem'
       end as resultado
  from retorno_linha r
  left join acionamento a
    on a.nosso_numero = r.nosso_numero and (%(credor)s::bigint is null or a.credor_id = %(credor)s)
  left join unnest(%(de)s::text[], %(para)s::text[]) as p(de, para) on p.de = a.situacao and p.para = r.situacao
