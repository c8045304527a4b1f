"""Recusa, no banco, apagar chave e indisponibilidade, e mudar nelas o que não seja o fim, uma vez."""

from django.db import migrations

FUNCAO = """
create function operacao_fica() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(old) ->> tg_argv[0] is null
       and to_jsonb(old) - tg_argv = to_jsonb(new) - tg_argv then
        return new;
    end if;
    raise exception 'A tabela % guarda a história: a linha não se apaga, e só o fim dela se escreve, uma vez (%).',
        tg_table_name, tg_op
        using errcode = 'restrict_violation', hint = 'Ligue outra chave, ou registre outro intervalo.';
end
$$
"""
GATILHO = """
create trigger {tabela}_fica before update or delete on {tabela}
    for each row execute function operacao_fica({fim});
alter table {tabela} enable always trigger {tabela}_fica
"""
TABELAS = {
    "chave_de_operacao": "'desligada_em', 'desligada_por'",
    "indisponibilidade": "'fim'",
}


class Migration(migrations.Migration):
    dependencies = [("operacao", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCAO, "drop function operacao_fica()"),
        *(
            migrations.RunSQL(GATILHO.format(tabela=tabela, fim=fim), f"drop trigger {tabela}_fica on {tabela}")
            for tabela, fim in TABELAS.items()
        ),
    ]
