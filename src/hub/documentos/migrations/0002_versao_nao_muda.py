"""Recusa, no banco, alterar ou apagar a versão de um modelo: o documento emitido diz de que versão saiu."""

from django.db import migrations

GATILHO = """
create function versao_do_modelo_nao_muda() returns trigger language plpgsql as $$
begin
    raise exception 'A versão de um modelo de documento não se altera nem se apaga (comando %).', tg_op
        using errcode = 'restrict_violation', hint = 'Grave uma versão nova.';
end
$$;
create trigger versao_do_modelo_nao_muda before update or delete on versao_do_modelo
    for each statement execute function versao_do_modelo_nao_muda();
alter table versao_do_modelo enable always trigger versao_do_modelo_nao_muda
"""
SEM_GATILHO = """
drop trigger versao_do_modelo_nao_muda on versao_do_modelo;
drop function versao_do_modelo_nao_muda()
"""


class Migration(migrations.Migration):
    dependencies = [("documentos", "0001_documentos")]
    operations = [migrations.RunSQL(GATILHO, SEM_GATILHO)]
