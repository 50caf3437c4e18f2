"""Room for what the clean-up did, and trails that may be cut when their time is over (``accounts.append_only``)."""

from django.db import migrations, models

from accounts.append_only import putting_up, taking_down


def put_up_anew(apps, schema_editor):
    connection = schema_editor.connection
    for statement in [*taking_down(connection), *putting_up(connection)]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_append_only'),
        ('auditlog', '0017_add_actor_email'),
    ]

    operations = [
        migrations.CreateModel(
            name='CleanUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=40, unique=True, verbose_name='row of the table')),
                ('ran_at', models.DateTimeField(verbose_name='last ran')),
                ('removed', models.PositiveIntegerField(default=0, verbose_name='removed then')),
                ('is_failed', models.BooleanField(default=False, verbose_name='failed then')),
            ],
            options={
                'verbose_name': 'clean-up',
                'verbose_name_plural': 'clean-ups',
            },
        ),
        migrations.RunPython(put_up_anew, migrations.RunPython.noop),
    ]
