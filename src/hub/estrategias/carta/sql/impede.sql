-- O que impede uma carta de ir. A que não se pôde emitir espera que mude a CDA, um modelo ou a carteira, de onde vem o
-- contato. Parâmetros: configurado, no_cartorio, papel e do_credor (as recusas que se resolvem no contrato ou no arquivo: a
-- carta vai outra vez).
when not %(configurado)s then 'canal_por_configurar'
when u.situacao = 'recusada' and u.irregularidade <> '' and u.irregularidade <> all(%(do_credor)s) and c.versao <= u.versao
    then 'recusada_sem_correcao'
when u.situacao = 'descartada' and c.versao <= u.versao and not exists (
    select from remessa m
     where m.id = u.remessa_id and m.credor_id = %(credor)s and (
           exists (select from versao_do_modelo v where v.credor_id = m.credor_id and v.em > m.liberada_em)
           or exists (select from carteira_versao v where v.carteira_id = c.carteira_id and v.em > m.liberada_em))
) then 'carta_nao_emitida'
when c.devedor_nome is null then 'sem_nome'
when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
when da.vez is null then 'ja_avisada'
when via.meio is null and (qp.id is not null or qe.id is not null) then 'endereco_que_volta'
when via.meio is null and %(papel)s = '' then 'sem_email'
when via.meio is null then 'sem_endereco'
when c.id > 999999999999 then 'identificador_nao_cabe'
when c.id in (
    select t.cda_id from acionamento t
     where t.credor_id = %(credor)s and t.estrategia = 'protesto' and t.situacao = any(%(no_cartorio)s)
) then 'no_cartorio'
