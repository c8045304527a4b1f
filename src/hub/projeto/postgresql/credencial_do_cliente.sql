-- A credencial de um client_id, o credor dela e os resumos dos segredos que valem. Quem pede um token ainda não disse
-- de que credor é. Vem também a revogada e a vencida: a recusa que se anota é a delas.
create or replace function hub_seguro.credencial_do_cliente(procurado text)
    returns table (credencial credencial_api, dono credor, segredos text[])
    language sql stable security definer set search_path = public, pg_temp
as $$
    select k, c, array(
               select s.resumo::text from segredo_api s
                where s.credencial_id = k.id and (s.vale_ate is null or s.vale_ate > clock_timestamp())
           )
      from credencial_api k join credor c on c.id = k.credor_id
     where k.client_id = procurado
$$
