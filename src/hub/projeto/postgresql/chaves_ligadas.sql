-- As chaves de operação ligadas, de todos: quem atende pergunta por elas antes de saber por que credor se age, e as
-- guarda por um segundo (`hub.operacao.vigentes`). Não diz quem as ligou. Em plpgsql, que só procura a tabela ao ser
-- chamada.
create or replace function hub_seguro.chaves_ligadas()
    returns table (
        numero bigint, especie text, canal text, credor bigint, motivo text, inclusive_baixas boolean,
        desde timestamptz, fim_previsto timestamptz
    )
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
begin
    return query
    select k.id, k.especie::text, k.canal::text, k.credor_id, k.motivo::text, k.inclusive_baixas, k.desde,
           k.fim_previsto
      from chave_de_operacao k where k.desligada_em is null order by k.id;
end
$$
