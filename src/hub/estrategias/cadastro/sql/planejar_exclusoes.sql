-- Grava os pedidos de exclusão do plano; devolve quantos, por motivo.
with alvo as ({alvo}), gravado as (
    insert into remessa_baixa (credor_id, remessa_id, acionamento, tipo, motivo)
    select %(credor)s, %(remessa)s, id, 'EX', motivo from alvo where motivo is not null
)
select motivo, count(*) from alvo where motivo is not null group by motivo
