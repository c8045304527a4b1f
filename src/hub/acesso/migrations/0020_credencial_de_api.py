"""A chave de API vira credencial: muda de nome e ganha as tabelas dos segredos, dos tokens e do uso."""

import django.contrib.postgres.fields
import django.db.models.deletion
import hub.acesso.models.credencial
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


#: Os escopos que havia quando as chaves viraram credenciais: quem podia tudo continua a poder.
TODOS = ["cdas:enviar", "cdas:ler", "limites:ler", "lotes:ler", "movimentos:enviar", "resultados:ler"]


class Migration(migrations.Migration):
    dependencies = [("acesso", "0011_perfis"), ("credores", "0002_cadastro_em_ordem")]

    operations = [
        migrations.RunSQL("drop function if exists hub_seguro.chave_do_resumo(text)", migrations.RunSQL.noop),
        migrations.RenameModel(old_name="ChaveDeApi", new_name="CredencialDeApi"),
        migrations.AlterModelTable(name="CredencialDeApi", table="credencial_api"),
        migrations.AddField(
            model_name="credencialdeapi",
            name="client_id",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="escopos",
            field=ArrayField(base_field=models.CharField(max_length=30), default=TODOS, size=None),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="ContaDeApi",
            fields=[
                (
                    "credencial",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="conta",
                        serialize=False,
                        to="acesso.credencialdeapi",
                    ),
                ),
                ("minuto", models.DateTimeField()),
                ("chamadas", models.PositiveIntegerField()),
            ],
            options={
                "db_table": "conta_api",
            },
        ),
        migrations.CreateModel(
            name="SegredoDeApi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resumo", models.CharField(max_length=64, unique=True)),
                ("criado_em", models.DateTimeField()),
                ("vale_ate", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "segredo_api",
            },
        ),
        migrations.CreateModel(
            name="TokenDeApi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resumo", models.CharField(max_length=64, unique=True)),
                (
                    "escopos",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None),
                ),
                ("vence_em", models.DateTimeField()),
            ],
            options={
                "db_table": "token_api",
            },
        ),
        migrations.CreateModel(
            name="UsoDeApi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hora", models.DateTimeField()),
                ("rota", models.CharField(max_length=80)),
                ("endereco", models.CharField(max_length=45)),
                ("chamadas", models.PositiveBigIntegerField()),
                ("barradas", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "db_table": "uso_api",
            },
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="ate",
            field=models.DateField(blank=True, null=True, verbose_name="último dia"),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="criada_por",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="especie",
            field=models.CharField(
                choices=[
                    ("producao", "Produção"),
                    ("equipe", "Equipe (só leitura)"),
                    ("ensaio", "Ensaio (nada se grava)"),
                ],
                default="producao",
                max_length=10,
                verbose_name="espécie",
            ),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="por_minuto",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="chamadas por minuto"),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="redes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=43, validators=[hub.acesso.models.credencial.conferir_rede]),
                blank=True,
                default=list,
                size=None,
                verbose_name="redes",
            ),
        ),
        migrations.AddField(
            model_name="credencialdeapi",
            name="revogada_por",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AlterField(
            model_name="credencialdeapi",
            name="credor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="credenciais_de_api", to="credores.credor"
            ),
        ),
        migrations.AddField(
            model_name="contadeapi",
            name="credor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
            ),
        ),
        migrations.AddField(
            model_name="segredodeapi",
            name="credencial",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="segredos", to="acesso.credencialdeapi"
            ),
        ),
        migrations.AddField(
            model_name="segredodeapi",
            name="credor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
            ),
        ),
        migrations.AddField(
            model_name="tokendeapi",
            name="credencial",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="acesso.credencialdeapi"
            ),
        ),
        migrations.AddField(
            model_name="tokendeapi",
            name="credor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
            ),
        ),
        migrations.AddField(
            model_name="usodeapi",
            name="credencial",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="usos", to="acesso.credencialdeapi"
            ),
        ),
        migrations.AddField(
            model_name="usodeapi",
            name="credor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="credores.credor"
            ),
        ),
        migrations.AddConstraint(
            model_name="segredodeapi",
            constraint=models.UniqueConstraint(
                condition=models.Q(("vale_ate__isnull", True)),
                fields=("credencial",),
                name="segredo_api_um_so_de_agora",
            ),
        ),
        migrations.AddConstraint(
            model_name="usodeapi",
            constraint=models.UniqueConstraint(fields=("credencial", "hora", "rota", "endereco"), name="uso_api_unico"),
        ),
        migrations.AddConstraint(
            model_name="usodeapi",
            constraint=models.CheckConstraint(
                condition=models.Q(("barradas__lte", models.F("chamadas"))), name="uso_api_barradas"
            ),
        ),
    ]
