from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0016_of_maker")]

    operations = [
        migrations.CreateModel(
            name="NGram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letters", models.CharField(max_length=5)),
            ],
            options={"indexes": [models.Index(fields=["letters"], name="ngram_letters")]},
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="is_noted",
            field=models.BooleanField(db_default=False, default=True),
        ),
    ]
