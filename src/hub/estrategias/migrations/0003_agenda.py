import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0033_duas_pessoas"),
        ("dividas", "0011_capacidade_da_remessa"),
        ("estrategias", "0002_relogio_da_baixa"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaDoCanal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estrategia", models.CharField(max_length=20)),
                ("dias_da_semana", models.JSONField(default=list)),
                ("das", models.TimeField(default=datetime.time(8, 0))),
                ("ate", models.TimeField(default=datetime.time(18, 0))),
                ("capacidade_semanal", models.PositiveIntegerField(null=True)),
                (
                    "libera",
                    models.CharField(
                        choices=[
                            ("nada", "Nada: pessoas conferem e liberam"),
                            ("baixas", "Só as baixas"),
                            ("tudo", "Tudo o que o freio não segura"),
                        ],
                        default="nada",
                        max_length=6,
                    ),
                ),
                ("aprovada_por", models.CharField(blank=True, max_length=150)),
                ("aprovada_ate", models.DateField(null=True)),
                ("mudada_em", models.DateTimeField()),
                (
                    "credor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agendas", to="credores.credor"
                    ),
                ),
            ],
            options={
                "db_table": "agenda_do_canal",
                "constraints": [
                    models.UniqueConstraint(fields=("credor", "estrategia"), name="agenda_uma_por_canal"),
                    models.CheckConstraint(
                        condition=models.Q(("das__lt", models.F("ate"))), name="agenda_das_antes_de_ate"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("libera", "nada"),
                            models.Q(models.Q(("aprovada_por", ""), _negated=True), ("aprovada_ate__isnull", False)),
                            _connector="OR",
                        ),
                        name="agenda_aprovada_por_alguem",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RodadaDaRegua",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estrategia", models.CharField(max_length=20)),
                ("dia", models.DateField()),
                (
                    "situacao",
                    models.CharField(
                        choices=[
                            ("planejada", "Planejada"),
                            ("liberada", "Liberada"),
                            ("vazia", "Nada a fazer"),
                            ("recusada", "Não se pôde planejar"),
                        ],
                        max_length=10,
                    ),
                ),
                ("motivo", models.TextField(blank=True)),
                ("em", models.DateTimeField()),
                (
                    "credor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
                    ),
                ),
                (
                    "das_baixas",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dividas.remessa"
                    ),
                ),
                (
                    "remessa",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dividas.remessa"
                    ),
                ),
            ],
            options={
                "db_table": "rodada_da_regua",
                "ordering": ("-dia", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("credor", "estrategia", "dia"), name="rodada_uma_por_dia")
                ],
            },
        ),
    ]
