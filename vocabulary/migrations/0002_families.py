"""Each craft belongs to a family, by which buyers look for it; those of the record are known."""

from django.db import migrations, models

FAMILIES = {
    "weaving": "kilim embossed-kilim jajim felt black-tent carpet ehrami",
    "dress": "knitwear giveh local-dress doll printed-cotton",
    "leatherwork": "leather-bag leather-goods leather-mosaic",
    "reed": "mat chit basket wheat-straw",
    "clay": "pottery painted-pottery glass",
    "woodwork": "wood wood-marquetry woodcarving woodturning",
    "metal": "jewellery gemstone copper",
    "other": "food-souvenir",
}


def fill(apps, schema_editor):
    crafts = apps.get_model("vocabulary", "Craft").objects
    for family, slugs in FAMILIES.items():
        crafts.filter(slug__in=slugs.split()).update(family=family)


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="craft",
            name="family",
            field=models.CharField(
                choices=[
                    ("weaving", "woven, knotted and felted"),
                    ("dress", "dress, knitwear and dolls"),
                    ("leatherwork", "leather"),
                    ("reed", "reed and straw"),
                    ("clay", "clay and glass"),
                    ("woodwork", "wood"),
                    ("metal", "metal, jewellery and stones"),
                    ("other", "other"),
                ],
                db_default="other",
                default="other",
                max_length=12,
                verbose_name="family",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
