"""O dia que o canal informou em cada passagem: o acionamento só guarda o último, e o da lavratura se perdia.

Das passagens de antes, tem-se o que o acionamento ainda diz: o protocolo, e a ocorrência na última delas.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dividas", "0005_causas")]
    operations = [
        migrations.AddField(model_name="passagem", name="data", field=models.DateField(null=True)),
        migrations.RunSQL(
            """
            update passagem p
               set data = case p.para when 'confirmada' then a.data_protocolo else a.data_ocorrencia end
              from acionamento a
             where a.id = p.acionamento and p.motivo like 'retorno:%'
               and (p.para = 'confirmada' or p.id = (select max(u.id) from passagem u where u.acionamento = a.id
                                                                                    and u.cda_id = p.cda_id))
            """,
            migrations.RunSQL.noop,
        ),
    ]
