-- As cartas cujo acionamento saiu do plano depois da reserva. Parâmetros: remessa e credor.
delete from carta k
 where k.remessa_id = %(remessa)s and k.credor_id = %(credor)s
   and not exists (select from acionamento a where a.id = k.acionamento and a.credor_id = k.credor_id)
