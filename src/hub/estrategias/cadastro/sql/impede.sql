-- O que impede uma CDA de entrar num cadastro. Parâmetros: configurado, aceita_alfanumerico, valor_maximo e
-- credor_comunica.
when not %(configurado)s then 'canal_por_configurar'
when u.situacao = 'recusada' and u.irregularidade <> '' and c.versao <= u.versao then 'recusada_sem_correcao'
when c.devedor_documento is null then 'sem_documento'
when c.devedor_documento ~ '[A-Z]' and not %(aceita_alfanumerico)s then 'cnpj_alfanumerico'
when c.devedor_nome is null then 'sem_nome'
when c.devedor_logradouro is null or c.devedor_bairro is null or c.devedor_cep is null or c.devedor_uf is null
    or c.devedor_municipio is null and c.devedor_municipio_ibge is null then 'sem_endereco'
when c.data_vencimento is null then 'sem_vencimento'
when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
when c.valor_consolidado - c.valor_pago > %(valor_maximo)s then 'valor_nao_cabe'
when c.id > 999999999999 then 'identificador_nao_cabe'
when %(credor_comunica)s and n.feitas is null then 'sem_comunicacao'
when %(credor_comunica)s and n.vale_desde is null then 'comunicacao_sem_prova'
