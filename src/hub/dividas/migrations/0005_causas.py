"""As causas que seguram cada CDA: antes só se guardava uma, na posição, e acabar uma acabava as outras."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dividas", "0004_passagem_por_cda")]
    operations = [
        migrations.AddField(
            model_name="cda", name="causas", field=models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL(
            """
            update cda set causas = case posicao when 'suspensa' then 1 when 'parcelada' then 2 else 4 end
             where posicao in ('suspensa', 'parcelada', 'em_consulta')
            """,
            migrations.RunSQL.noop,
        ),
    ]
