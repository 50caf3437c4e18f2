"""A portrait on its way: kept privately, prepared by a job as pictures of works are, proposed when it is ready."""

from auditlog.context import set_actor
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import note_acting
from accounts.jobs import enqueue, handles
from exhibitors.models import Exhibitor, PortraitUpload
from exhibitors.profile.portraits import drop_original, drop_portrait
from exhibitors.profile.proposals import propose
from exhibitors.states import ReviewState
from lib.pictures import REASONS, PictureRefused, check, derive, store
from lib.states import MoveNotAllowed
from lib.uploads import keep_original

JOB = "portrait"
PROBLEMS = REASONS | {"set_aside": _("This picture could not be prepared. Send it again.")}


def upload_of(exhibitor):
    """What was sent and is not a portrait yet, or None."""
    return PortraitUpload.objects.filter(exhibitor=exhibitor).first()


def is_any_waiting(exhibitor):
    return PortraitUpload.objects.filter(exhibitor=exhibitor, problem="").exists()


@transaction.atomic
def receive(exhibitor, file, *, actor, on_behalf_of=""):
    """Have ``file`` made the portrait that is proposed, in the place of one that waits.

    Raises PictureRefused, or MoveNotAllowed while an official reads the profile; then nothing is kept.
    """
    check(file)
    row = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if row.review == ReviewState.SENT:
        raise MoveNotAllowed(row.review, row.review)
    before = upload_of(row)
    name = keep_original(row.code, file)
    values = {"original": name, "problem": "", "actor": actor, "on_behalf_of": on_behalf_of}
    upload, _made = PortraitUpload.objects.update_or_create(exhibitor=row, defaults=values)
    if before and before.original.name != name:
        drop_original(before.original.name)
    enqueue(JOB, upload.pk)
    return upload


def cancel(exhibitor):
    """Forget what was sent and is not a portrait yet."""
    for upload in PortraitUpload.objects.filter(exhibitor=exhibitor):
        upload.delete()


@handles(
    JOB,
    does=_("The portrait that an exhibitor sent is made ready to be shown."),
    set_aside=lambda number: set_aside(number),
)
def prepare(number):
    """Make the portrait of the upload of that number; done again, or after it is gone, it changes nothing."""
    upload = PortraitUpload.objects.filter(pk=number, problem="").first()
    if upload is None:
        return
    try:
        with upload.original.open() as file:
            derived = derive(file)
    except PictureRefused as refusal:
        refuse(upload, refusal.code)
        return
    except FileNotFoundError:
        refuse(upload, "unreadable")
        return
    store(derived, storages["public"])
    portrait = {
        "digest": derived.digest,
        "width": derived.width,
        "height": derived.height,
        "original": upload.original.name,
    }
    if settle(upload, portrait):
        # Once more: the same picture of another row may have been removed with its files just before.
        store(derived, storages["public"])
    else:
        drop_portrait(portrait)


@transaction.atomic
def settle(upload, portrait):
    """Propose the ``portrait`` that ``upload`` became; False where it was replaced or cancelled meanwhile."""
    exhibitor = Exhibitor.objects.select_for_update().get(pk=upload.exhibitor_id)
    current = PortraitUpload.objects.filter(pk=upload.pk, problem="", original=upload.original.name).first()
    if current is None:
        return False
    with set_actor(current.actor):
        if current.on_behalf_of:
            note_acting(exhibitor.code)
        who = {"actor": current.actor, "on_behalf_of": current.on_behalf_of}
        propose(exhibitor, {"portrait": portrait}, **who, while_read=True)
    current.delete()
    return True


def refuse(upload, code):
    """Say why, and forget the file."""
    original = upload.original.name
    if PortraitUpload.objects.filter(pk=upload.pk, original=original).update(problem=code, original=""):
        drop_original(original)


def set_aside(number):
    """Give up an upload whose job never ended well; its maker sees it."""
    if upload := PortraitUpload.objects.filter(pk=number, problem="").first():
        refuse(upload, "set_aside")
