-- As cartas que mudaram e cujas consequências ainda não se anotaram, com o que se sabe de cada uma: o dia em que saiu
-- (o do desfecho, se só ele se soube), o do desfecho, o arquivo que o disse e a comunicação que ela já é. Parâmetros: credor,
-- situacoes e limite.
select k.id, k.nosso_numero, k.meio, k.devedor, k.tipo, k.chave, k.endereco, coalesce(nullif(k.etiqueta, ''), a.protocolo)
       as etiqueta, a.situacao, a.ocorrencia, a.irregularidade, c.numero_cda,
       coalesce(s.dia, p.dia) as saiu_em, p.dia as desfecho_em, p.arquivo, v.identificador,
       m.meio as comunicada_por, m.prova_de_envio as comunicada_com, m.enviada_em as comunicada_em
  from carta k
  join acionamento a on a.id = k.acionamento and a.credor_id = k.credor_id
  join cda c on c.id = k.cda_id and c.credor_id = k.credor_id
  left join envio v
    on k.meio = 'email' and v.documento_id = k.documento_id and v.credor_id = k.credor_id
   and v.destinatario = k.endereco
  left join lateral (
      select coalesce(x.data, (x.em at time zone %(fuso)s)::date) as dia from passagem x
       where x.cda_id = k.cda_id and x.credor_id = k.credor_id and x.acionamento = k.acionamento and x.para = 'postada'
       order by x.id desc limit 1
  ) s on true
  left join lateral (
      select coalesce(x.data, (x.em at time zone %(fuso)s)::date) as dia,
             case when r.id is not null then 'arquivo ' || left(r.nome, 60) || ', SHA-256 ' || r.sha256 end as arquivo
        from passagem x
        left join retorno r
          on r.id = case when x.motivo like 'retorno:%%' then split_part(x.motivo, ':', 2)::bigint end
       where x.cda_id = k.cda_id and x.credor_id = k.credor_id and x.acionamento = k.acionamento and x.para = a.situacao
       order by x.id desc limit 1
  ) p on true
  left join lateral (
      select x.meio, x.prova_de_envio, x.enviada_em from comunicacao x
       where x.cda_id = k.cda_id and x.credor_id = k.credor_id and x.devedor = 0
         and x.prova_de_envio in (k.etiqueta, a.protocolo, 'carta ' || k.nosso_numero, v.identificador)
       order by x.id limit 1
  ) m on true
 where k.credor_id = %(credor)s and a.situacao = any(%(situacoes)s) and k.anotada <> a.situacao
 order by k.id
 limit %(limite)s
