"""Recusa, no banco, alterar ou apagar evento e selo: um gatilho por comando, que não custa nada à inclusão."""

from django.db import migrations

FUNCAO = """
create function auditoria_nao_muda() returns trigger language plpgsql as $$
begin
    raise exception 'A tabela % só cresce: evento e selo não se alteram nem se apagam (comando %).',
        tg_table_name, tg_op
        using errcode = 'restrict_violation',
              hint = 'Para desfazer um ato, registre outro que o desfaça.';
end
$$
"""
# "enable always": vale também em sessão que desliga os gatilhos comuns (session_replication_role = replica).
GATILHO = """
create trigger {tabela}_nao_muda before update or delete on {tabela}
    for each statement execute function auditoria_nao_muda();
create trigger {tabela}_nao_se_esvazia before truncate on {tabela}
    for each statement execute function auditoria_nao_muda();
alter table {tabela} enable always trigger {tabela}_nao_muda, enable always trigger {tabela}_nao_se_esvazia
"""
SEM_GATILHO = """
drop trigger {tabela}_nao_muda on {tabela};
drop trigger {tabela}_nao_se_esvazia on {tabela}
"""


class Migration(migrations.Migration):
    dependencies = [("auditoria", "0002_selo_incremental")]
    operations = [
        migrations.RunSQL(FUNCAO, "drop function auditoria_nao_muda()"),
        *(
            migrations.RunSQL(GATILHO.format(tabela=tabela), SEM_GATILHO.format(tabela=tabela))
            for tabela in ("evento", "selo")
        ),
    ]
