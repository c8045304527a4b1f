-- Liga cada carta da remessa ao documento dela, da versão da CDA que se planejou e que ainda vale. Parâmetro: remessa.
update carta k
   set documento_id = o.id
  from acionamento a, documento o
 where k.remessa_id = %(remessa)s and a.id = k.acionamento
   and o.cda_id = k.cda_id and o.credor_id = k.credor_id and o.cda_versao = a.versao and o.versao_id = k.versao_id
   and o.situacao = 'emitido'
