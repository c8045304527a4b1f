"""A chave da passagem começa pela CDA: um índice em vez de dois, e as passagens de uma CDA se leem juntas.

O Django continua a ter `id` por chave; no banco ela é (cda_id, id). Ninguém procura passagem só pelo número. As folhas
do índice nascem pela metade: a remessa as enche na ordem das CDAs, e o que vem depois de cada CDA cabe ao lado.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dividas", "0003_retorno_por_praca")]
    operations = [
        migrations.AlterField(
            model_name="passagem",
            name="cda",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passagens",
                to="dividas.cda",
            ),
        ),
        migrations.RunSQL(
            "alter table passagem drop constraint passagem_pkey, add primary key (cda_id, id) with (fillfactor = 50)",
            "alter table passagem drop constraint passagem_pkey, add primary key (id)",
        ),
    ]
