-- Das que podem ir (`candidata`), só cabem as primeiras a chegar; as outras esperam a semana seguinte. Parâmetro:
-- capacidade.
update candidata
   set motivo = 'capacidade_da_semana'
 where motivo is null
   and cda_id not in (select cda_id from candidata where motivo is null order by cda_id limit %(capacidade)s)
