"""Deixa folga nas páginas das tabelas que mudam de situação, para a mudança não tocar índice (HOT)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dividas", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table acionamento set (fillfactor = 70)", "alter table acionamento reset (fillfactor)"
        ),
        migrations.RunSQL("alter table cda set (fillfactor = 90)", "alter table cda reset (fillfactor)"),
    ]
