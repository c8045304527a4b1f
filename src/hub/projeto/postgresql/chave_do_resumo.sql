-- A chave em uso e o credor dela. Quem chama a API ainda não disse de que credor é: é a chave que o diz, e por isso
-- esta leitura passa por cima da segurança por linha. Devolve no máximo uma linha, a do resumo dado.
create or replace function hub_seguro.chave_do_resumo(procurado text) returns table (chave chave_api, dono credor)
    language sql stable security definer set search_path = public, pg_temp
as $$
    select k, c from chave_api k join credor c on c.id = k.credor_id
     where k.resumo = procurado and k.revogada_em is null
$$
