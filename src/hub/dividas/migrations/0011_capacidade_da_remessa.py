from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dividas", "0010_comunicacao"),
    ]

    operations = [
        migrations.AddField(
            model_name="remessa",
            name="capacidade",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
