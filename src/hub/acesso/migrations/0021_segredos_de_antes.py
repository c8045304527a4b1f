"""O segredo de cada chave vira o segredo de agora da credencial dela, que ganha um client_id."""

from django.db import migrations

# O dono das tabelas também obedece à segurança por linha, que se volta a forçar no fim da migração.
PARA_O_DONO = "alter table credencial_api no force row level security"
SEGREDOS = """
insert into segredo_api (credor_id, credencial_id, resumo, criado_em)
select credor_id, id, resumo, criada_em from credencial_api
"""
CLIENTES = "update credencial_api set client_id = 'hub_cli_' || replace(gen_random_uuid()::text, '-', '')"


class Migration(migrations.Migration):
    dependencies = [("acesso", "0020_credencial_de_api")]

    operations = [migrations.RunSQL([PARA_O_DONO, SEGREDOS, CLIENTES], migrations.RunSQL.noop)]
