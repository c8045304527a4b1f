-- As cartas por e-mail cujo envio acabou levam o acionamento ao desfecho, cada uma com sua passagem: saiu, voltou porque
-- o servidor não conhece o destinatário, ou não saiu. O servidor que aceitou é prova de envio, e não de entrega. A que
-- não tinha saído, e que uma pessoa mandou repetir, também sai, se a régua ainda não mandou outra no lugar dela.
-- Parâmetros: credor, fuso e em.
with acabou as (
    select k.acionamento, v.situacao,
           case when v.situacao = 'enviado' then 'postada'
                when v.prova -> -1 ? 'do_endereco' then 'devolvida'
                else 'recusada'
           end as para,
           left(translate(v.prova -> -1 ->> 'resposta', ':' || chr(10) || chr(13), '   '), 50) as dito,
           (v.em at time zone %(fuso)s)::date as dia
      from carta k
      join envio v on v.documento_id = k.documento_id and v.credor_id = k.credor_id and v.destinatario = k.endereco
     where k.credor_id = %(credor)s and k.meio = 'email' and k.anotada = ''
       and v.situacao in ('enviado', 'recusado', 'nao_saiu')
), mudou as (
    update acionamento a
       set situacao = f.para, data_ocorrencia = f.dia,
           -- O que só não saiu vai de novo no plano seguinte; o que o servidor recusou espera quem corrija.
           irregularidade = case when f.situacao = 'recusado' then coalesce(f.dito, '') else '' end
      from acabou f, acionamento antes
     where a.id = f.acionamento and a.credor_id = %(credor)s and antes.id = a.id
       and (a.situacao = 'enviada' or f.para = 'postada' and {repetida})
 returning a.id, a.credor_id, a.cda_id, antes.situacao as de, f.para, f.dia, f.dito
)
insert into passagem (credor_id, cda_id, acionamento, de, para, motivo, data, em)
select credor_id, cda_id, id, de, para,
       case para when 'postada' then 'email::' else 'email:::' || coalesce(dito, '') end, dia, %(em)s
  from mudou order by cda_id
