-- Das CDAs ditas, o que a Dívida Aberta ainda pode mostrar, por devedor: registrada, exigível, com saldo e com o convênio
-- em vigor (o mesmo de `hub.credores.consultas.vigor_em`). O documento que foi ao cadastro tem de ser o que o devedor tem
-- hoje na CDA: alterada a CDA, ninguém aparece com o documento de outro. Quem chama só vê o que a política lhe deixa.
create or replace function hub_seguro.aberta_devidas(cdas bigint[], dia date) returns table (
    cda bigint, devedor integer, ente bigint, carteira bigint, versao integer, documento text, nome text, papel text,
    uf text, ibge text, municipio text, tributo text, numero_cda text, numero_tem_cpf boolean,
    inscrita_em date, saldo numeric
)
    language plpgsql stable set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select c.id, a.devedor::integer, c.credor_id, c.carteira_id, c.versao::integer, a.documento::text, d.nome,
           d.papel, d.uf, d.ibge, d.municipio, c.tributo, c.numero_cda,
           -- Há credor que numera pelo CPF: o de qualquer devedor da CDA não pode aparecer na linha de nenhum.
           length(n.algarismos) >= 11 and exists (
               select from (
                   select c.devedor_documento union all select k.documento from corresponsavel k where k.cda_id = c.id
               ) dela(documento) where length(dela.documento) = 11 and strpos(n.algarismos, dela.documento) > 0
           ),
           c.data_inscricao, c.valor_consolidado - c.valor_pago
      from unnest($1) as pedida(id)
      join cda c on c.id = pedida.id
     cross join lateral (select regexp_replace(c.numero_cda, '[^0-9]', '', 'g')) n(algarismos)
      join lateral (
          select distinct on (x.devedor) x.devedor, x.documento from acionamento x
           where x.cda_id = c.id and x.credor_id = c.credor_id and x.estrategia = 'divida_aberta'
             and x.situacao = 'registrada'
           order by x.devedor, x.tentativa desc
      ) a on true
      join lateral (
          select c.devedor_documento, c.devedor_nome, 'PRINCIPAL', c.devedor_uf, c.devedor_municipio_ibge,
                 c.devedor_municipio
           where a.devedor = 0
          union all
          (select k.documento, k.nome, k.papel, k.uf, k.municipio_ibge, k.municipio from corresponsavel k
            where a.devedor > 0 and k.cda_id = c.id and k.credor_id = c.credor_id and k.ordem = a.devedor limit 1)
      ) d(documento, nome, papel, uf, ibge, municipio) on d.documento = a.documento and d.nome is not null
     where c.posicao = 'ativa' and c.valor_consolidado > c.valor_pago
       and exists (
           select from convenio v
            where v.credor_id = c.credor_id and v.vigencia_inicio <= $2
              and (v.vigencia_fim is null or v.vigencia_fim >= $2) and (v.encerrado_em is null or v.encerrado_em > $2)
       )
       and not exists (
           select from suspensao_do_convenio s
            where s.credor_id = c.credor_id and s.desde <= $2 and (s.ate is null or s.ate > $2)
       );
end
$$
