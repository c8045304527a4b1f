-- Deixa na tabela só a primeira linha de cada título; as outras esperam.
with repetida as (
    delete from retorno_linha r
     using (select linha, row_number() over (partition by nosso_numero order by linha) as vez
              from retorno_linha where nosso_numero is not null) x
     where x.linha = r.linha and x.vez > 1
 returning r.*
)
insert into retorno_espera select * from repetida
