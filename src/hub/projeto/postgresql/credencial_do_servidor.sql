-- A credencial gov.br do servidor por que se entra: antes de a pessoa entrar ainda não há credor nem pessoa.
create or replace function hub_seguro.credencial_do_servidor(procurado text) returns setof credencial_govbr
    language sql stable security definer set search_path = public, pg_temp
as $$ select * from credencial_govbr where servidor = procurado $$
