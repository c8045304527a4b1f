-- Uma linha por título que o arquivo traz, com o desfecho dele; os desfechos distintos, que são poucos; as linhas que
-- esperam outra do mesmo título; e as que não mudaram nada, com o motivo. Basta uma amostra pequena para o planejador saber que o nosso número não se repete.
create temp table retorno_linha (
    linha bigint, nosso_numero text, praca text, protocolo text, saldo numeric(15,2), custas numeric(15,2),
    desfecho text
) on commit drop;
alter table retorno_linha alter nosso_numero set statistics 10;
create temp table retorno_espera (like retorno_linha) on commit drop;
create temp table retorno_desfecho (
    desfecho text, cartorio text, data_protocolo date, situacao text, ocorrencia text, data_ocorrencia date,
    irregularidade text
) on commit drop;
create temp table retorno_sobra (linha bigint, nosso_numero text, resultado text, de text, para text) on commit drop
