from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0033_duas_pessoas"),
        ("dividas", "0008_nome_de_busca"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="acionamento",
            name="acionamento_tentativa_unica",
        ),
        migrations.RemoveConstraint(
            model_name="acionamento",
            name="acionamento_titulo",
        ),
        migrations.AddField(
            model_name="acionamento",
            name="devedor",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="acionamento",
            name="documento",
            field=models.CharField(max_length=14, null=True),
        ),
        migrations.AddField(
            model_name="acionamento",
            name="identificador",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name="acionamento",
            name="vencimento",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="remessabaixa",
            name="motivo",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="acionamento",
            name="irregularidade",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="acionamento",
            name="nosso_numero",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="acionamento",
            name="numero_titulo",
            field=models.CharField(max_length=11, null=True),
        ),
        migrations.AddConstraint(
            model_name="acionamento",
            constraint=models.UniqueConstraint(
                fields=("cda", "estrategia", "devedor", "tentativa"), name="acionamento_tentativa_unica"
            ),
        ),
        migrations.AddConstraint(
            model_name="acionamento",
            constraint=models.UniqueConstraint(
                fields=("credor", "numero_titulo", "estrategia", "tentativa"),
                name="acionamento_titulo",
            ),
        ),
    ]
