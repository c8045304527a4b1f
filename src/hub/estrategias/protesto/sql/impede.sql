-- O que impede uma CDA de ir a protesto. Parâmetro: aceita_alfanumerico.
when u.situacao = 'paga' then 'paga_no_cartorio'
when u.situacao = 'sustada_definitiva' then 'sustada_definitiva'
-- A ocorrência Z (Anexo 2): não havia prazo para repassar a guia que foi junto.
when u.situacao = 'devolvida' and u.ocorrencia = 'Z' and c.versao <= u.versao then 'guia_vencida'
when (u.situacao = 'devolvida' or u.situacao = 'recusada' and u.irregularidade <> '') and c.versao <= u.versao
    then 'devolvida_sem_correcao'
when c.devedor_documento is null then 'sem_documento'
when c.devedor_documento ~ '[A-Z]' and not %(aceita_alfanumerico)s then 'cnpj_alfanumerico'
when c.devedor_nome is null then 'sem_nome'
when c.devedor_logradouro is null or c.devedor_cep is null or c.devedor_uf is null then 'sem_endereco'
when c.devedor_municipio_ibge is null then 'sem_praca'
when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
when c.valor_consolidado - c.valor_pago > 999999999999.99 then 'valor_nao_cabe'
when coalesce(c.valor_originario, 0) > 999999999999.99 then 'valor_nao_cabe'
when c.id > 999999999999 then 'identificador_nao_cabe'
-- A lista, e não "between": assim o número se monta uma vez só.
when length(t.numero) in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) then null
when t.numero = '' then 'titulo_vazio'
else 'titulo_nao_cabe'
