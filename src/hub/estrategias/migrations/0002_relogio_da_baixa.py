import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0033_duas_pessoas"),
        ("estrategias", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MedianaDaBaixa",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dia", models.DateField()),
                ("estrategia", models.CharField(max_length=20)),
                ("quantas", models.BigIntegerField()),
                ("mediana", models.DecimalField(decimal_places=1, max_digits=7)),
                ("decimo", models.DecimalField(decimal_places=1, max_digits=7)),
            ],
            options={
                "db_table": "mediana_da_baixa",
                "ordering": ("-dia", "estrategia"),
                "constraints": [models.UniqueConstraint(fields=("dia", "estrategia"), name="mediana_uma_por_dia")],
            },
        ),
        migrations.CreateModel(
            name="SituacaoDasBaixas",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dia", models.DateField()),
                ("estrategia", models.CharField(max_length=20)),
                ("vencidas", models.BigIntegerField()),
                ("vencem_logo", models.BigIntegerField()),
                ("no_prazo", models.BigIntegerField()),
                ("pedidas", models.BigIntegerField()),
                (
                    "credor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
                    ),
                ),
            ],
            options={
                "db_table": "situacao_das_baixas",
                "ordering": ("-dia", "estrategia"),
                "constraints": [
                    models.UniqueConstraint(fields=("credor", "dia", "estrategia"), name="baixas_uma_por_dia")
                ],
            },
        ),
    ]
