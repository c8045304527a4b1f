"""A carteira deixa de ter régua própria, e o banco recusa mudar ou apagar uma versão dela."""

from django.db import migrations

GATILHO = """
create function carteira_versao_nao_muda() returns trigger language plpgsql as $$
begin
    raise exception 'A versão de uma carteira não se altera nem se apaga (comando %).', tg_op
        using errcode = 'restrict_violation', hint = 'Para mudar a carteira, salve outra versão.';
end
$$;
create trigger carteira_versao_nao_muda before update or delete on carteira_versao
    for each statement execute function carteira_versao_nao_muda();
alter table carteira_versao enable always trigger carteira_versao_nao_muda
"""
SEM_GATILHO = """
drop trigger carteira_versao_nao_muda on carteira_versao;
drop function carteira_versao_nao_muda()
"""


class Migration(migrations.Migration):
    dependencies = [("credores", "0031_leva_a_regua_para_a_versao")]
    operations = [
        migrations.RunSQL(GATILHO, SEM_GATILHO),
        migrations.RemoveField(model_name="carteira", name="regua"),
        migrations.RemoveField(model_name="carteira", name="link_regularizacao"),
    ]
