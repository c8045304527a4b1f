-- Um acionamento planejado por candidata sem motivo. O número da carta, que vai impresso na lista de quem a leva e volta
-- na resposta, é uma letra, a CDA (12) e a tentativa (3): nunca se repete no hub.
insert into acionamento
       (credor_id, cda_id, remessa_id, estrategia, tentativa, situacao, valor, versao, praca, nosso_numero, cartorio,
        protocolo, ocorrencia, irregularidade)
select %(credor)s, cda_id, %(remessa)s, 'carta', tentativa, 'planejada', valor, versao, coalesce(praca, ''),
       'T' || lpad(cda_id::text, 12, '0') || lpad(tentativa::text, 3, '0'), '', '', '', ''
  from candidata
 where motivo is null
 order by cda_id
