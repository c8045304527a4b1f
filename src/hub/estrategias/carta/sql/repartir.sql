-- Reparte as cartas em papel da remessa pelos arquivos reservados, por CEP. Parâmetros: remessa, arquivos e por_arquivo.
update carta k
   set arquivo_id = x.arquivo
  from (
      select p.id, (%(arquivos)s::bigint[])[1 + (row_number() over (order by c.devedor_cep, c.numero_cda) - 1)
                                            / %(por_arquivo)s] as arquivo
        from carta p
        join cda c on c.id = p.cda_id and c.credor_id = p.credor_id
       where p.remessa_id = %(remessa)s and p.meio <> 'email'
  ) x
 where k.id = x.id
