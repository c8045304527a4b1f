-- O número do título (t), do credor ou tirado do número da CDA.
 cross join lateral (
      -- E não "coalesce": o banco não o tem entre o que não revela linha alheia, e sob o inquilino deixaria o índice.
      select case
                 when c.numero_titulo is null then regexp_replace(c.numero_cda, '[^A-Za-z0-9]', '', 'g')
                 else c.numero_titulo
             end as numero
  ) t
