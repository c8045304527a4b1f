import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0010_clausulas_do_convenio"),
    ]

    operations = [
        migrations.CreateModel(
            name="VersaoDaCarteira",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("versao", models.PositiveIntegerField()),
                ("vigente_desde", models.DateField()),
                ("vigente_ate", models.DateField(blank=True, null=True)),
                ("regua", models.JSONField(blank=True, default=list)),
                ("contato", models.JSONField(blank=True, default=dict)),
                ("criada_por", models.CharField(max_length=150)),
                ("em", models.DateTimeField()),
                (
                    "carteira",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versoes", to="credores.carteira"
                    ),
                ),
                (
                    "credor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
                    ),
                ),
            ],
            options={
                "db_table": "carteira_versao",
                "ordering": ("carteira", "-versao"),
                "constraints": [
                    models.UniqueConstraint(fields=("carteira", "versao"), name="carteira_versao_unica"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vigente_ate__isnull", True),
                            ("vigente_ate__gte", models.F("vigente_desde")),
                            _connector="OR",
                        ),
                        name="carteira_versao_em_ordem",
                        violation_error_message="O fim da vigência vem antes do início. Confira as duas datas.",
                    ),
                ],
            },
        ),
    ]
