import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("credores", "0033_duas_pessoas"),
        ("dividas", "0009_cadastros"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comunicacao",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("devedor", models.PositiveSmallIntegerField()),
                (
                    "finalidade",
                    models.CharField(
                        choices=[("scpc", "Serviço de proteção ao crédito"), ("cadin", "Cadin")], max_length=10
                    ),
                ),
                (
                    "meio",
                    models.CharField(
                        choices=[
                            ("carta", "Carta"),
                            ("carta_ar", "Carta com aviso de recebimento"),
                            ("pessoal", "Entrega pessoal"),
                            ("edital", "Edital"),
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("whatsapp", "WhatsApp"),
                        ],
                        max_length=10,
                    ),
                ),
                ("enviada_em", models.DateField()),
                ("prova_de_envio", models.CharField(max_length=200)),
                ("entregue_em", models.DateField(null=True)),
                ("prova_de_entrega", models.CharField(blank=True, max_length=200)),
                ("devolvida_em", models.DateField(null=True)),
                ("motivo_da_devolucao", models.CharField(blank=True, max_length=200)),
                ("registrada_por", models.CharField(max_length=150)),
                ("registrada_em", models.DateTimeField()),
                (
                    "vale_desde",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(devolvida_em__isnull=False, then=models.Value(None)),
                            models.When(meio__in=["email", "sms", "whatsapp"], then=models.F("entregue_em")),
                            default=django.db.models.functions.comparison.Coalesce("entregue_em", "enviada_em"),
                            output_field=models.DateField(),
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
                (
                    "cda",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comunicacoes",
                        to="dividas.cda",
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
                "db_table": "comunicacao",
                "ordering": ("id",),
                "indexes": [models.Index(fields=["credor", "finalidade", "cda"], name="comunicacao_do_credor")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cda", "devedor", "finalidade", "meio", "enviada_em"), name="comunicacao_unica"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entregue_em__isnull", True),
                            models.Q(
                                ("entregue_em__gte", models.F("enviada_em")),
                                models.Q(("prova_de_entrega", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="comunicacao_entregue_com_prova",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("devolvida_em__isnull", True),
                            ("devolvida_em__gte", models.F("enviada_em")),
                            _connector="OR",
                        ),
                        name="comunicacao_devolvida_depois",
                    ),
                ],
            },
        ),
    ]
