"""Stands get a printed code of their own.

Every stand there is needs another one, so the column comes empty, is filled, and only then is unique. SQLite makes
the table anew for it: no trigger stands on this one, and those on the allocations name no column of it.
"""

from django.db import migrations, models

import events.models
from lib.codes import mint


def mint_codes(apps, schema_editor):
    Stand = apps.get_model("events", "Stand")
    stands, taken = list(Stand.objects.only("pk")), set()
    while len(taken) < len(stands):
        taken.add(mint("S"))
    for stand, code in zip(stands, taken, strict=True):
        stand.public_code = code
    Stand.objects.bulk_update(stands, ["public_code"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.AddField(
            "stand",
            "public_code",
            models.CharField(editable=False, max_length=8, null=True, verbose_name="code"),
        ),
        migrations.RunPython(mint_codes, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "stand",
            "public_code",
            models.CharField(
                default=events.models.stand_code, editable=False, max_length=8, unique=True, verbose_name="code"
            ),
        ),
    ]
