-- Se algo do que um arquivo levou ainda está como ele o deixou. Parâmetros: arquivo, remessa, tipo e as situações `de`.
select exists (
    select from remessa_lote l join acionamento a on a.remessa_id = %(remessa)s and a.praca = l.praca
       and a.id between l.primeiro and l.ultimo
     where l.arquivo_id = %(arquivo)s and a.situacao = 'enviada'
    union all
    select from remessa_baixa b join acionamento a on a.id = b.acionamento
     where b.remessa_id = %(remessa)s and b.tipo = %(tipo)s and a.situacao = any(%(de)s) and a.situacao <> 'enviada'
)
