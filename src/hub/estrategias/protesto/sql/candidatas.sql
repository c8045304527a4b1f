-- As CDAs em aberto do credor, das carteiras com etapa de protesto, com o motivo de cada uma que não pode ir. A que
-- escolheu outras estratégias não se conta: não é daqui.
-- Parâmetros: credor, em, aceita_alfanumerico; carteiras em regua_do_dia (carteira_id, espera_dias, valor_minimo,
-- valor_maximo, tributos, ufs, pessoa, impedimento, convenio_minimo, convenio_maximo, mais_antiga). Filtro opcional por
-- CDA em {filtro}; em {limites}, os casos em que o convênio a deixa de fora.
with candidata as (
    select c.id as cda_id,
           c.numero_cda,
           c.carteira_id,
           c.valor_consolidado - c.valor_pago as valor,
           c.versao,
           c.devedor_municipio_ibge as praca,
           upper(coalesce(c.numero_titulo, regexp_replace(c.numero_cda, '[^A-Za-z0-9]', '', 'g'))) as numero_titulo,
           coalesce(u.tentativa, 0) + 1 as tentativa,
           case
               when cardinality(r.tributos) > 0 and (c.tributo = any(r.tributos)) is not true then 'fora_da_etapa'
               when cardinality(r.ufs) > 0 and (c.devedor_uf = any(r.ufs)) is not true then 'fora_da_etapa'
               when r.pessoa <> coalesce(case length(c.devedor_documento) when 11 then 'PF' when 14 then 'PJ' end, '')
                   then 'fora_da_etapa'
               when c.posicao <> 'ativa' then c.posicao
               when r.impedimento is not null then r.impedimento
               when u.situacao = 'paga' then 'paga_no_cartorio'
               when u.situacao = 'sustada_definitiva' then 'sustada_definitiva'
               when (u.situacao = 'devolvida' or u.situacao = 'recusada' and u.irregularidade <> '')
                   and c.versao <= u.versao then 'devolvida_sem_correcao'
               when c.vigente_a_partir_de > %(em)s then 'ainda_nao_vigente'
               when r.espera_dias > 0 and l.em + r.espera_dias > %(em)s then 'espera_da_regua'
               when c.devedor_documento is null then 'sem_documento'
               when c.devedor_documento ~ '[A-Z]' and not %(aceita_alfanumerico)s then 'cnpj_alfanumerico'
               when c.devedor_nome is null then 'sem_nome'
               when c.devedor_logradouro is null or c.devedor_cep is null or c.devedor_uf is null then 'sem_endereco'
               when c.devedor_municipio_ibge is null then 'sem_praca'
               when c.valor_consolidado <= c.valor_pago then 'sem_saldo'
               {limites}
               when c.valor_consolidado - c.valor_pago < r.valor_minimo then 'abaixo_do_minimo'
               when c.valor_consolidado - c.valor_pago > r.valor_maximo then 'acima_do_maximo'
               when c.valor_consolidado - c.valor_pago > 999999999999.99 then 'valor_nao_cabe'
               when coalesce(c.valor_originario, 0) > 999999999999.99 then 'valor_nao_cabe'
               when c.id > 999999999999 then 'identificador_nao_cabe'
           end as motivo
      from cda c
      join regua_do_dia r on r.carteira_id = c.carteira_id
      join lote l on l.id = c.lote_id
      left join lateral (
          select a.tentativa, a.situacao, a.versao, a.irregularidade
            from acionamento a
           where a.cda_id = c.id and a.estrategia = 'protesto'
           order by a.tentativa desc limit 1
      ) u on true
     where c.credor_id = %(credor)s
       and c.posicao not in ('paga', 'cancelada')
       and (u.situacao is null or u.situacao = any(%(livres)s))
       and (c.estrategias is null or 'PROTESTO' = any(string_to_array(c.estrategias, '+')))
       {filtro}
)
select cda_id, numero_cda, carteira_id, valor, versao, praca, numero_titulo, tentativa,
       case
           when motivo is not null then motivo
           when length(numero_titulo) > 11 then 'titulo_nao_cabe'
           when numero_titulo = '' then 'titulo_vazio'
           when exists (
               select 1 from acionamento o
                where o.credor_id = %(credor)s and o.numero_titulo = candidata.numero_titulo and o.cda_id <> candidata.cda_id
           ) then 'titulo_repetido'
           when row_number() over (partition by motivo, numero_titulo order by cda_id) > 1 then 'titulo_repetido'
       end as motivo
  from candidata
