import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0033_duas_pessoas"),
        ("estrategias", "0003_agenda"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conciliacao",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estrategia", models.CharField(blank=True, max_length=20)),
                ("em", models.DateField()),
                (
                    "situacao",
                    models.CharField(
                        choices=[("aberta", "Aberta"), ("aplicada", "Aplicada"), ("descartada", "Descartada")],
                        max_length=10,
                    ),
                ),
                ("lista_do_credor", models.CharField(blank=True, max_length=64)),
                ("lista_do_canal", models.CharField(blank=True, max_length=64)),
                ("contas", models.JSONField(default=dict)),
                ("freio", models.TextField(blank=True)),
                ("aprovada_por", models.JSONField(default=list)),
                ("criada_por", models.CharField(max_length=150)),
                ("criada_em", models.DateTimeField()),
                ("aplicada_em", models.DateTimeField(null=True)),
                (
                    "credor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conciliacoes", to="credores.credor"
                    ),
                ),
            ],
            options={
                "db_table": "conciliacao",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Divergencia",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tipo", models.CharField(max_length=30)),
                ("cda", models.BigIntegerField(null=True)),
                ("acionamento", models.BigIntegerField(null=True)),
                ("chave", models.TextField()),
                ("no_credor", models.TextField(blank=True)),
                ("no_hub", models.TextField(blank=True)),
                ("no_canal", models.TextField(blank=True)),
                ("acao", models.CharField(blank=True, max_length=30)),
                ("valor", models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ("aplicada", models.BooleanField(default=False)),
                (
                    "conciliacao",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="divergencias",
                        to="estrategias.conciliacao",
                    ),
                ),
                (
                    "credor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credores.credor",
                    ),
                ),
            ],
            options={
                "db_table": "divergencia",
                "ordering": ("id",),
            },
        ),
    ]
