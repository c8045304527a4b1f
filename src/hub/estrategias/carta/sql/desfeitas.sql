-- As cartas do plano que a operação devolveu, ou de um desfeito com as mesmas dívidas, dão lugar às novas. À parte, e antes:
-- no mesmo comando, o que se insere veria as que se apagam. Parâmetros: remessa e credor.
delete from carta k using acionamento a
 where a.remessa_id = %(remessa)s and a.credor_id = %(credor)s and k.nosso_numero = a.nosso_numero
