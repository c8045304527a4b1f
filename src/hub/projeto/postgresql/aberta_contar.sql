-- Conta uma página montada para um lugar da rede e para todos, no minuto que corre. Por ela nada se espera do disco:
-- perder numa queda a conta do último instante não mostra dívida nenhuma. O lugar vem em resumo.
create or replace function hub_seguro.aberta_contar(do_lugar text, agora timestamptz)
    returns table (deste integer, de_todos integer)
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
declare
    este_minuto timestamptz := date_trunc('minute', agora);
begin
    perform set_config('synchronous_commit', 'off', true);
    -- A linha de todos por último: quem a segura já não espera por outra.
    insert into leitura_da_aberta as l (lugar, minuto, paginas) values (do_lugar, este_minuto, 1)
    on conflict (lugar) do update
        set paginas = case when l.minuto >= este_minuto then l.paginas + 1 else 1 end,
            minuto = greatest(l.minuto, este_minuto)
    returning l.paginas into deste;
    insert into leitura_da_aberta as l (lugar, minuto, paginas) values ('', este_minuto, 1)
    on conflict (lugar) do update
        set paginas = case when l.minuto >= este_minuto then l.paginas + 1 else 1 end,
            minuto = greatest(l.minuto, este_minuto)
    returning l.paginas into de_todos;
    return next;
end
$$
