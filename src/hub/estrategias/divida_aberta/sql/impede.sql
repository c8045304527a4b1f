-- O que impede uma CDA de aparecer na lista pública: sem documento não se distingue um homônimo de outro.
when c.devedor_documento is null then 'sem_documento'
when c.devedor_nome is null then 'sem_nome'
when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
when c.id > 999999999999 then 'identificador_nao_cabe'
