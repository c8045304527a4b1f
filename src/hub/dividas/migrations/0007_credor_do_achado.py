import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0002_cadastro_em_ordem"),
        ("dividas", "0006_data_da_passagem"),
    ]

    operations = [
        migrations.AddField(
            model_name="achado",
            name="credor",
            field=models.ForeignKey(
                null=True,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="credores.credor",
            ),
        ),
        migrations.RunSQL(
            "update achado a set credor_id = l.credor_id from lote l where l.id = a.lote_id",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="achado",
            name="credor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="credores.credor",
            ),
        ),
    ]
