"""Deixa folga nas páginas das tabelas que mudam de situação, para a mudança não tocar índice (HOT).

No acionamento a folga é de mais da metade: a remessa e o retorno mudam todas as linhas de uma vez, e a versão nova, que
no retorno é um quarto maior, tem de caber ao lado da velha. Com 70, mais da metade das mudanças ia para outra página e
reescrevia os cinco índices: quatro vezes o tempo.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dividas", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table acionamento set (fillfactor = 40)", "alter table acionamento reset (fillfactor)"
        ),
        migrations.RunSQL("alter table cda set (fillfactor = 90)", "alter table cda reset (fillfactor)"),
    ]
