"""Keeps what a maker sent until it is confirmed, replaced or a month old."""

from datetime import timedelta

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import Job
from exhibitors.models import Exhibitor
from lib.text import file_name
from products.models import SheetUpload
from products.sheet.jobs import FORGETTING, READING, SAVING

KEPT = timedelta(days=30)
S = SheetUpload.State
JOBS = {S.WAITING: READING, S.SAVING: SAVING}


def latest_upload(exhibitor):
    return SheetUpload.objects.filter(exhibitor=exhibitor).first()


@transaction.atomic
def begin_upload(exhibitor, *, user, language, file, pictures=None):
    """Keep ``file`` and have it read; an earlier one of the exhibitor is forgotten. None while one is being saved."""
    # Locked: two uploads at once follow each other.
    Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    earlier = SheetUpload.objects.filter(exhibitor=exhibitor)
    if earlier.filter(state=S.SAVING).exists():
        return None
    earlier.delete()
    upload = SheetUpload(exhibitor=exhibitor, user=user, language=language, name=file_name(file.name, 150) or "?")
    upload.file.save(f"{upload.code}.table", file, save=False)
    if pictures:
        upload.pictures.save(f"{upload.code}.zip", pictures, save=False)
    upload.save()
    enqueue(READING, upload.pk)
    job = enqueue(FORGETTING, upload.pk)
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() + KEPT)
    return upload


@transaction.atomic
def confirm_upload(upload):
    """Have the rows saved that the preview showed; False where that was said before, or it is not read."""
    if not SheetUpload.objects.filter(pk=upload.pk, state=S.READ).update(state=S.SAVING):
        return False
    enqueue(SAVING, upload.pk)
    return True


def job_of(upload):
    """The background job that works on ``upload`` now, or None."""
    return Job.objects.filter(kind=JOBS.get(upload.state, ""), record=upload.pk).first()


@receiver(post_delete, sender=SheetUpload)
def forget_files_of_upload(sender, instance, **kwargs):
    """The files go with their row, once that is certain."""
    files = [each for each in (instance.file, instance.pictures, instance.copy) if each]

    def forget():
        for each in files:
            each.storage.delete(each.name)

    transaction.on_commit(forget, robust=True)
