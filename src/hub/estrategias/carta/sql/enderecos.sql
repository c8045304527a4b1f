-- O que cada carta diz do endereço a que foi (`endereco_dito`); vale o fato mais novo. Parâmetro: credor.
insert into endereco_do_devedor as e (credor_id, devedor, tipo, chave, endereco, qualidade, motivo, em)
select distinct on (devedor, tipo, chave) %(credor)s, devedor, tipo, chave, endereco, qualidade, motivo, em
  from endereco_dito
 order by devedor, tipo, chave, em desc, carta desc
    on conflict (credor_id, devedor, tipo, chave) do update
   set endereco = excluded.endereco, qualidade = excluded.qualidade, motivo = excluded.motivo, em = excluded.em
 where excluded.em >= e.em
