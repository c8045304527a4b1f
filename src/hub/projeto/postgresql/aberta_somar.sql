-- Quantas dívidas um devedor tem à vista, e quanto somam, por papel, conferidas no livro como em `aberta_conferir`.
create or replace function hub_seguro.aberta_somar(procurada text, dia date)
    returns table (papel text, dividas bigint, entes bigint, total numeric)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select p.papel::text, count(*), count(distinct p.ente), sum(d.saldo)
      from divida_publicada p
      join hub_seguro.aberta_devidas(
          array(select distinct x.cda from divida_publicada x where x.pessoa = $1), $2
      ) d on d.cda = p.cda and d.devedor = p.devedor and d.versao = p.versao
     where p.pessoa = $1
     group by p.papel;
end
$$
