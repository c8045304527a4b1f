-- As CDAs das cartas da remessa por versão do modelo, por CEP: é a ordem em que a gráfica e o correio as querem.
-- Parâmetro: remessa.
select k.versao_id, array_agg(k.cda_id order by c.devedor_cep, c.numero_cda)
  from carta k
  join cda c on c.id = k.cda_id and c.credor_id = k.credor_id
 where k.remessa_id = %(remessa)s
 group by k.versao_id
 order by k.versao_id
