"""Guarda no selo os topos da árvore, para o selo seguinte não reler os eventos, e indexa o lote do evento."""

import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("auditoria", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="selo",
            name="topos",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="selo", name="ultimo_evento", field=models.BigIntegerField(unique=True)),
        migrations.AddIndex(
            model_name="evento",
            index=models.Index(
                django.db.models.functions.comparison.Cast(
                    django.db.models.fields.json.KeyTextTransform("lote", "chaves"), models.BigIntegerField()
                ),
                condition=models.Q(("etiqueta", "credor:lote:recebido")),
                name="evento_lote",
            ),
        ),
    ]
