from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_what_stood_before"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="statechange",
            index=models.Index(fields=["at"], name="state_change_moment"),
        ),
    ]
