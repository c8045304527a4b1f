-- Deixa na tabela só as linhas cujo título não se achou nas praças do arquivo, para procurá-lo em todas.
with de_fora as (
    delete from retorno_sobra where resultado = 'desconhecido' returning linha
)
delete from retorno_linha r
 where not exists (select from de_fora d where d.linha = r.linha)
