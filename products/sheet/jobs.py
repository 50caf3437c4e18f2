"""Reading and saving in the background: both may be done twice."""

from contextlib import ExitStack, contextmanager
from functools import partial

from auditlog.context import set_actor
from django.core.files.base import ContentFile
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.jobs import handles, tell_progress
from products.models import SheetUpload
from products.sheet.book import coloured_book
from products.sheet.files import open_source
from products.sheet.reading import MOST_NOTES, read_source, report_of
from products.sheet.saving import save_rows
from products.sheet.source import SheetRefused

READING, SAVING, FORGETTING = "read_sheet", "save_sheet", "forget_sheet"
S = SheetUpload.State


def find(number, state):
    """The upload of that number in that state, or None: forgotten, or done before."""
    return SheetUpload.objects.select_related("exhibitor__place", "user").filter(pk=number, state=state).first()


def set_aside(number):
    SheetUpload.objects.filter(pk=number, state__in=[S.WAITING, S.SAVING]).update(state=S.SET_ASIDE)


def resume(number, state):
    SheetUpload.objects.filter(pk=number, state=S.SET_ASIDE).update(state=state)


@handles(
    READING,
    does=_("A list of works that a maker sent is read."),
    set_aside=set_aside,
    resume=lambda number: resume(number, S.WAITING),
)
def read_upload(number):
    upload = find(number, S.WAITING)
    if upload is None:
        return
    tell = partial(tell_progress, READING, number)
    with override(upload.language):
        try:
            with opened(upload) as source:
                reading = read_source(source, upload.exhibitor, progress=tell)
        except SheetRefused as refusal:
            SheetUpload.objects.filter(pk=number, state=S.WAITING).update(state=S.REFUSED, problem=str(refusal))
            return
        report = report_of(reading)
        tell(1, 2)
        name = upload.copy.storage.save(
            f"sheets/{upload.code}-copy.xlsx", ContentFile(coloured_book(reading, upload.language))
        )
    done = SheetUpload.objects.filter(pk=number, state=S.WAITING).update(state=S.READ, report=report, copy=name)
    if not done:
        upload.copy.storage.delete(name)


@handles(
    SAVING,
    does=_("The works of a list are saved for their maker."),
    set_aside=set_aside,
    resume=lambda number: resume(number, S.SAVING),
)
def save_upload(number):
    upload = find(number, S.SAVING)
    if upload is None:
        return
    shown = {row["number"]: row["seen"] for row in upload.report["rows"]}
    with override(upload.language), set_actor(upload.user), opened(upload) as source:
        saved = save_rows(
            lambda: read_source(source, upload.exhibitor),
            upload.exhibitor,
            shown,
            progress=partial(tell_progress, SAVING, number),
        )
    report = upload.report
    report["left"], report["notes_of_saving"] = sorted(set(saved.left)), saved.notes[:MOST_NOTES]
    SheetUpload.objects.filter(pk=number, state=S.SAVING).update(state=S.SAVED, report=report)


@contextmanager
def opened(upload):
    """The Source of an upload, its files open as long as the block lasts. Raises SheetRefused."""
    with ExitStack() as stack:
        try:
            files = [stack.enter_context(each.open("rb")).file for each in (upload.file, upload.pictures) if each]
        except FileNotFoundError as error:
            raise SheetRefused(gettext("The file is not there any more. Send it again.")) from error
        yield open_source(files[0], upload.name, *files[1:])


@handles(FORGETTING, does=_("A list of works that nobody needs any more is deleted."))
def forget_upload(number):
    """Nobody confirmed it, or it was saved long ago."""
    SheetUpload.objects.filter(pk=number).exclude(state=S.SAVING).delete()
