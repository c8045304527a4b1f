-- Só o dono de uma tabela atualiza as estatísticas dela, e quem planeja uma remessa no portal não é o dono.
create or replace function hub_seguro.analisar_acionamentos() returns void
    language plpgsql security definer set search_path = public, pg_temp
as $$ begin analyze acionamento; end $$
