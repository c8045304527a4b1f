"""Índice de trechos pela praça do acionamento: o retorno lê só a parte da tabela que as praças do arquivo ocupam."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dividas", "0002_espaco_para_mudar")]
    operations = [
        migrations.AddIndex(
            model_name="acionamento",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["praca"], name="acionamento_praca"
            ),
        ),
    ]
