-- O motivo da candidata cujo título já foi de outra CDA, ou é também de outra que vai: a primeira a chegar o leva.
case
    when exists (
        select 1 from acionamento o
         where o.credor_id = %(credor)s and o.numero_titulo = candidata.numero_titulo and o.cda_id <> candidata.cda_id
    ) then 'titulo_repetido'
    when row_number() over (partition by numero_titulo order by cda_id) > 1 then 'titulo_repetido'
end
