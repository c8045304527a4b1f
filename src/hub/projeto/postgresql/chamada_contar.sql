-- A credencial do token, se vale, e a chamada já contada: no minuto, que é o limite, e na hora, que é o uso. Quem chama
-- a API ainda não disse de que credor é: é o token que o diz. Uma ida só ao banco, e por ela nada se espera do disco:
-- perder, numa queda, as contas do último instante não muda dívida nenhuma.
create or replace function hub_seguro.chamada_contar(
    procurado text, da_rota text, do_endereco text, conta boolean, padrao integer
) returns table (
    credencial credencial_api, dono credor, escopos text[], chamadas integer, limite integer, reinicia integer
)
    language plpgsql volatile security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
    agora timestamptz := clock_timestamp();
    este_minuto timestamptz := date_trunc('minute', agora);
    seguinte timestamptz := este_minuto + interval '1 minute';
    achado record;
begin
    select k as da_credencial, c as do_credor, t.escopos::text[] as do_token into achado
      from token_api t join credencial_api k on k.id = t.credencial_id join credor c on c.id = k.credor_id
     where t.resumo = procurado and t.vence_em > agora and k.revogada_em is null
       and (k.ate is null or k.ate >= (agora at time zone 'America/Sao_Paulo')::date);
    if not found then return; end if;
    credencial := achado.da_credencial;
    dono := achado.do_credor;
    escopos := achado.do_token;
    limite := coalesce(credencial.por_minuto, padrao);
    reinicia := 60 - floor(extract(second from agora))::integer;
    perform set_config('synchronous_commit', 'off', true);
    if conta then
        -- Quem esperou a vez pode trazer o minuto anterior: conta no que já corre.
        insert into conta_api as a (credencial_id, credor_id, minuto, chamadas)
        values (credencial.id, dono.id, este_minuto, 1)
        on conflict (credencial_id) do update
            set chamadas = case when a.minuto between este_minuto and seguinte then a.chamadas + 1 else 1 end,
                minuto = case when a.minuto between este_minuto and seguinte then a.minuto else este_minuto end
        returning a.chamadas into chamadas;
    else
        select coalesce(max(a.chamadas), 0) into chamadas from conta_api a
         where a.credencial_id = credencial.id and a.minuto between este_minuto and seguinte;
    end if;
    insert into uso_api as u (credor_id, credencial_id, hora, rota, endereco, chamadas, barradas)
    values (dono.id, credencial.id, date_trunc('hour', agora), da_rota, do_endereco, 1,
            (conta and chamadas > limite)::integer)
    on conflict (credencial_id, hora, rota, endereco) do update
        set chamadas = u.chamadas + 1, barradas = u.barradas + excluded.barradas;
    return next;
end
$$
