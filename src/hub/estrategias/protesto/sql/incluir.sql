-- Um acionamento planejado por candidata sem motivo. Nosso número: identificador da CDA (12) e tentativa (3),
-- quinze posições que nunca se repetem no hub.
insert into acionamento
       (credor_id, cda_id, remessa_id, estrategia, tentativa, situacao, valor, versao, praca, nosso_numero,
        numero_titulo, cartorio, protocolo, ocorrencia, irregularidade)
select %(credor)s, cda_id, %(remessa)s, 'protesto', tentativa, 'planejada', valor, versao, praca,
       lpad(cda_id::text, 12, '0') || lpad(tentativa::text, 3, '0'), numero_titulo, '', '', '', ''
  from candidata
 where motivo is null
 order by praca, cda_id
