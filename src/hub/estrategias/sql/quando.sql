-- Por que a CDA que a etapa ({e}) alcança não vai no dia de posição {dia}; nulo = vai.
case
    when {e}cedo_vigencia > {dia} then 'ainda_nao_vigente'
    when {e}cedo_espera > {dia} then 'espera_da_regua'
    when {e}cedo_idade > {dia} then 'abaixo_da_idade'
    when {e}a_tempo <= {dia} then 'acima_da_idade'
end
