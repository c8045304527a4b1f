-- Como se regularizam as linhas publicadas ditas: o contato que o credor escreveu na carteira de cada uma, na versão que
-- vale no dia (`hub.credores.consultas.versoes_em`). Só de carteira com dívida à vista.
create or replace function hub_seguro.aberta_contatos(publicadas bigint[], dia date)
    returns table (carteira bigint, contato jsonb)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select distinct on (v.carteira_id) v.carteira_id, v.contato
      from divida_publicada p
      join carteira_versao v on v.carteira_id = p.carteira and v.credor_id = p.ente
     where p.id = any($1) and v.vigente_desde <= $2 and (v.vigente_ate is null or v.vigente_ate >= $2)
     order by v.carteira_id, v.versao desc;
end
$$
