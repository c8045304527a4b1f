-- A credencial gov.br do servidor por que se chegou ao portal. Quem vai entrar ainda não é ninguém, e é ela que diz de
-- que credor é a entrada. Devolve no máximo uma linha, com os segredos cifrados.
create or replace function hub_seguro.credencial_do_servidor(procurado text) returns setof credencial_govbr
    language sql stable security definer set search_path = public, pg_temp
as $$ select * from credencial_govbr where servidor = procurado $$
