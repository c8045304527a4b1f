-- Leva a lista ao que o livro diz das CDAs de `mexida`, que estão em `devida` como se mostram; devolve quantas linhas
-- entraram, mudaram e saíram. Nada aqui depende do que se fez antes: repetir não muda nada.
create temp table conta_antes on commit drop as
select uf, ibge, count(*) as dividas, sum(valor) as valor
  from divida_publicada where devedor = 0 and cda in (select cda from mexida) group by uf, ibge;

create temp table trocada (tipo char(1), chave uuid, cda bigint) on commit drop;

with saiu as (
    delete from divida_publicada p using mexida m
     where p.cda = m.cda
       and not exists (select from devida d where d.cda = p.cda and d.devedor = p.devedor and d.pessoa = p.pessoa)
    returning p.chave, p.cda
)
insert into trocada select 'R', chave, cda from saiu;

with mudou as (
    update divida_publicada p
       set documento = d.documento, nome = d.nome, nome_busca = d.nome_busca, papel = d.papel, uf = d.uf,
           ibge = d.ibge, municipio = d.municipio, tipo = d.tipo, numero_cda = d.numero_cda,
           inscrita_em = d.inscrita_em, valor = d.valor
      from devida d
     where p.cda = d.cda and p.devedor = d.devedor
       and (p.documento, p.nome, p.nome_busca, p.papel, p.uf, p.ibge, p.municipio, p.tipo, p.numero_cda, p.inscrita_em,
            p.valor) is distinct from
           (d.documento, d.nome, d.nome_busca, d.papel, d.uf, d.ibge, d.municipio, d.tipo, d.numero_cda, d.inscrita_em,
            d.valor)
    returning p.chave, p.cda
)
insert into trocada select 'A', chave, cda from mudou;

-- O que muda sem se ver não é diferença para ninguém.
update divida_publicada p set versao = d.versao, carteira = d.carteira
  from devida d
 where p.cda = d.cda and p.devedor = d.devedor and (p.versao <> d.versao or p.carteira <> d.carteira);

with entrou as (
    insert into divida_publicada (
        ente, cda, carteira, devedor, versao, pessoa, especie, documento, nome, nome_busca, papel, uf, ibge, municipio,
        tipo, numero_cda, inscrita_em, valor, publicada_em
    )
    select ente, cda, carteira, devedor, versao, pessoa, especie, documento, nome, nome_busca, papel, uf, ibge,
           municipio, tipo, numero_cda, inscrita_em, valor, %(agora)s
      from devida d
     where not exists (select from divida_publicada p where p.cda = d.cda and p.devedor = d.devedor)
     -- Na ordem das CDAs: senão a da lista e a das diferenças dependeriam do plano que o banco escolhe.
     order by d.cda, d.devedor
    returning chave, cda
)
insert into trocada select 'I', chave, cda from entrou;

insert into divida_diferenca (tipo, chave, dia, em) select tipo, chave, %(dia)s, %(agora)s from trocada;

insert into lugar_publicado as l (uf, ibge, dividas, valor)
select uf, ibge, sum(dividas), sum(valor)
  from (
      select uf, ibge, count(*) as dividas, sum(valor) as valor
        from divida_publicada where devedor = 0 and cda in (select cda from mexida) group by uf, ibge
      union all
      select uf, ibge, -dividas, -valor from conta_antes
  ) x
 group by uf, ibge having sum(dividas) <> 0 or sum(valor) <> 0
    on conflict (uf, ibge) do update set dividas = l.dividas + excluded.dividas, valor = l.valor + excluded.valor;

delete from lugar_publicado where dividas = 0 and valor = 0;

-- O que entrou, mudou e saiu; o resto da transação não precisa de mais nada daqui.
select tipo, count(*) from trocada group by tipo;
