-- Grava os pedidos do plano; devolve quantos, por tipo.
with alvo as ({alvo}), gravado as (
    insert into remessa_baixa (credor_id, remessa_id, acionamento, tipo, motivo)
    select %(credor)s, %(remessa)s, id, tipo, motivo from alvo where motivo is not null
)
select tipo, count(*) from alvo where motivo is not null group by tipo
