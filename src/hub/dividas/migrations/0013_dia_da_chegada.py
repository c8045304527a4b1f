"""O dia em que a CDA chegou, na linha dela: quem manda uma por chamada tem tantos lotes quantas CDAs, e juntá-los ao

livro inteiro, a cada rodada da régua, custava mais que o ler.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dividas", "0012_enderecos_e_cartas")]
    operations = [
        migrations.AddField(model_name="cda", name="chegou_em", field=models.DateField(null=True)),
        migrations.RunSQL(
            "update cda set chegou_em = lote.em from lote where lote.id = cda.lote_id",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(model_name="cda", name="chegou_em", field=models.DateField()),
    ]
