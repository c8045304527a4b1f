-- De que credor é o documento de um código de conferência: quem confere não é ninguém do hub, e é o código,
-- inadivinhável, que o diz.
create or replace function hub_seguro.credor_do_documento(procurado text) returns bigint
    language sql stable security definer set search_path = public, pg_temp
as $$ select credor_id from documento where codigo = procurado $$
