-- Muda o que pode mudar, com uma passagem por mudança; devolve quantas linhas de cada resultado.
with mudou as (
    update acionamento a
       set situacao = case when k.resultado = 'completado' then a.situacao else k.para end,
           cartorio = coalesce(k.cartorio, a.cartorio),
           protocolo = coalesce(k.protocolo, a.protocolo),
           data_protocolo = coalesce(k.data_protocolo, a.data_protocolo),
           ocorrencia = case when k.resultado = 'completado' then a.ocorrencia else coalesce(k.ocorrencia, '') end,
           data_ocorrencia = coalesce(k.data_ocorrencia, a.data_ocorrencia),
           irregularidade = coalesce(k.irregularidade, ''),
           saldo = coalesce(k.saldo, a.saldo),
           custas = coalesce(k.custas, a.custas)
      from casado k
     where a.id = k.id and a.situacao = k.de and k.resultado in ('aplicado', 'andamento', 'completado')
 returning a.id, a.cda_id, a.credor_id, k.de, a.situacao as para, k.resultado, k.ocorrencia, k.irregularidade
), passou as (
    insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, em)
    select credor_id, cda_id, id, de, para, concat_ws(':', %(motivo)s::text, ocorrencia, irregularidade), %(em)s
      from mudou where resultado <> 'completado'
)
select 'mudou', count(*) from mudou
union all
select resultado, count(*) from casado group by resultado
