-- As linhas que esperavam passam a ser as da vez.
truncate retorno_linha, retorno_sobra;
insert into retorno_linha select * from retorno_espera;
truncate retorno_espera
