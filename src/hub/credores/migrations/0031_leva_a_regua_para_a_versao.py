"""A régua e o contato de hoje viram a versão 1 de cada carteira, que vale desde sempre."""

from django.db import migrations

LEVA = """
insert into carteira_versao (credor_id, carteira_id, versao, vigente_desde, regua, contato, criada_por, em)
select credor_id, id, 1, date '1900-01-01', regua,
       case when link_regularizacao = '' then '{}'::jsonb
            else jsonb_build_object('links', jsonb_build_array(
                 jsonb_build_object('texto', 'Regularizar a dívida', 'endereco', link_regularizacao))) end,
       'migração', now()
  from carteira
"""
TRAZ = """
update carteira k
   set regua = v.regua, link_regularizacao = coalesce(left(v.contato -> 'links' -> 0 ->> 'endereco', 300), '')
  from (select distinct on (carteira_id) * from carteira_versao
         where vigente_desde <= current_date and (vigente_ate is null or vigente_ate >= current_date)
         order by carteira_id, versao desc) v
 where v.carteira_id = k.id
"""


class Migration(migrations.Migration):
    dependencies = [("credores", "0030_versao_da_carteira")]
    operations = [migrations.RunSQL(LEVA, TRAZ)]
