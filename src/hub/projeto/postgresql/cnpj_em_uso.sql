-- Se o CNPJ já é de um credor, e de qual, e se há adesão dele em curso: quem pede adesão não vê as linhas dos outros, e
-- precisa saber antes de preencher o pedido. Em plpgsql, que só procura as tabelas ao ser chamada.
create or replace function hub_seguro.cnpj_em_uso(procurado text, em_curso text[])
    returns table (credor bigint, adesao boolean)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
    return query
    select (select c.id from credor c where c.cnpj = procurado),
           exists (select from adesao a where a.cnpj = procurado and a.situacao = any(em_curso));
end
$$
