"""A credencial passa a exigir client_id, e o resumo do segredo deixa de morar nela."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("acesso", "0021_segredos_de_antes")]

    operations = [
        migrations.RemoveField(
            model_name="credencialdeapi",
            name="resumo",
        ),
        migrations.AlterField(
            model_name="credencialdeapi",
            name="client_id",
            field=models.CharField(max_length=40, unique=True),
        ),
        migrations.AddConstraint(
            model_name="credencialdeapi",
            constraint=models.CheckConstraint(
                condition=models.Q(("escopos__len__gt", 0)),
                name="credencial_api_algum_escopo",
                violation_error_message="Escolha ao menos um escopo.",
            ),
        ),
    ]
