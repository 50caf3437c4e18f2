"""A talk begun on the site may tell neither name nor contact; whatever else arrives tells both.

No table copied here has triggers (see 0004).
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0004_threads_of_standing_enquiries")]

    operations = [
        migrations.AlterField(
            model_name="enquiry",
            name="came_by",
            field=models.CharField(
                choices=[
                    ("site", "the site"),
                    ("stand", "a talk at the stand"),
                    ("phone", "a phone call"),
                    ("paper", "a paper sheet"),
                    ("chat", "a messenger"),
                    ("talk", "a talk begun on the site"),
                ],
                default="site",
                editable=False,
                max_length=6,
                verbose_name="came by",
            ),
        ),
        migrations.AlterField(
            model_name="enquiry",
            name="name",
            field=models.CharField(blank=True, max_length=150, verbose_name="name"),
        ),
        migrations.RemoveConstraint(model_name="enquiry", name="enquiry_can_be_answered"),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                name="enquiry_can_be_answered",
                condition=~Q(name="") & (~Q(phone="") | ~Q(email="")) | Q(came_by="talk", phone="", email=""),
            ),
        ),
    ]
