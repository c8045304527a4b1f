-- Uma linha por título que o arquivo traz, e as que não mudaram nada, com o motivo. Basta uma amostra pequena para o
-- planejador saber que o nosso número não se repete.
create temp table retorno_linha (
    linha bigint, nosso_numero text, praca text, cartorio text, protocolo text, data_protocolo date, situacao text,
    ocorrencia text, data_ocorrencia date, irregularidade text, saldo numeric(15,2), custas numeric(15,2)
) on commit drop;
alter table retorno_linha alter nosso_numero set statistics 10;
create temp table retorno_sobra (linha bigint, nosso_numero text, resultado text, de text, para text) on commit drop
