-- Uma linha por título que o arquivo traz.
create temp table retorno_linha (
    linha bigint, nosso_numero text, praca text, cartorio text, protocolo text, data_protocolo date, situacao text,
    ocorrencia text, data_ocorrencia date, irregularidade text, saldo numeric(15,2), custas numeric(15,2)
) on commit drop
