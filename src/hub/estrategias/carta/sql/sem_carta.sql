-- Os planejados que ficaram sem carta: o endereço passou a ser um que volta, ou o modelo deixou de ter versão. Saem do
-- plano. Parâmetro: remessa.
with sobra as (
    delete from carta where remessa_id = %(remessa)s and versao_id is null
), fora as (
    delete from acionamento a
     where a.remessa_id = %(remessa)s and a.situacao = 'planejada' and not exists (
         select from carta k where k.acionamento = a.id and k.versao_id is not null
     )
 returning a.id
)
select count(*) from fora
