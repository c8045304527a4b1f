-- Das linhas publicadas ditas, as que o livro ainda sustenta, com o saldo dele: quem lê a página não é ninguém do hub, e
-- a lista pode estar um minuto atrás do livro. CDA alterada depois de publicada espera a lista se refazer.
create or replace function hub_seguro.aberta_conferir(publicadas bigint[], dia date)
    returns table (publicada bigint, saldo numeric)
    language plpgsql stable security definer set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select p.id, d.saldo
      from divida_publicada p
      join hub_seguro.aberta_devidas(
          array(select distinct x.cda from divida_publicada x where x.id = any($1)), $2
      ) d on d.cda = p.cda and d.devedor = p.devedor and d.versao = p.versao
     where p.id = any($1);
end
$$
