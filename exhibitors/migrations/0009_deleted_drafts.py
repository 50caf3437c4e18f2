from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exhibitors", "0008_feedback")]

    operations = [
        migrations.AddField(
            model_name="circular",
            name="deleted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="deleted"),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(("deleted_at", None), ("sent_at", None), _connector="OR"),
                name="circular_sent_is_not_deleted",
            ),
        ),
    ]
