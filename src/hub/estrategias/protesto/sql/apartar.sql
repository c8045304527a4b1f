-- Das que vão (`candidata`), ficam as de título repetido.
update candidata k
   set motivo = x.repetida
  from (select cda_id, {repetido} as repetida from candidata where motivo is null) x
 where k.cda_id = x.cda_id and x.repetida is not null
