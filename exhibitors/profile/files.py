"""The private files of licences and honours: a picture is encoded anew, a PDF is kept when it is one."""

import secrets
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.pictures import cleaned_jpeg
from lib.text import file_name

PDF_BYTES_LIMIT = 10 * 1000 * 1000
# What a paper has no need of and a reader might obey.
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
LONGEST_NAME = 100
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg"}


class PaperRefused(ValueError):
    """A PDF that is not kept; ``code`` is for programs, ``message`` for the person who sent it."""

    def __init__(self, code, message):
        super().__init__(code, message)
        self.code, self.message = code, message


def cleaned_paper(upload):
    """A ContentFile with a name nobody can guess, for what somebody sent. Raises PaperRefused, or PictureRefused, each with
    a sentence.

    The sent name and type are claims; the content alone decides.
    """
    upload.seek(0)
    content = upload.read(PDF_BYTES_LIMIT + 1) if upload.read(5) == b"%PDF-" and not upload.seek(0) else b""
    if not content:
        return named(cleaned_jpeg(upload), "jpg")
    if len(content) > PDF_BYTES_LIMIT:
        message = format_lazy(
            _("The PDF is larger than {limit} MB. Send a smaller one, or a photograph."), limit=PDF_BYTES_LIMIT // 10**6
        )
        raise PaperRefused("too_many_bytes", message)
    if b"%%EOF" not in content[-2048:]:
        raise PaperRefused("damaged", _("The PDF is damaged or incomplete. Send it again, or a photograph."))
    if any(word in content for word in ACTIVE):
        raise PaperRefused("active", _("This PDF holds programs or other files. Send a photograph of the paper."))
    return named(content, "pdf")


def named(content, kind):
    return ContentFile(content, name=f"{secrets.token_hex(12)}.{kind}")


def remove_file(name):
    """Delete a private file once the transaction that lets go of it is sure."""
    if name:
        transaction.on_commit(lambda: storages["default"].delete(name), robust=True)


def content_type(name):
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def shown_name(sent_as, stored):
    """How people called the file, with the ending of what it has become."""
    stem, dot, ending = file_name(sent_as).rpartition(".")
    return ((stem if dot else ending)[:LONGEST_NAME].strip(". ") or "file") + PurePosixPath(stored).suffix


def serve_paper(stored, name):
    """The private file ``stored`` as a download called ``name`` that runs nothing; who may have it, the caller has decided.

    Raises Http404 where it is gone.
    """
    storage = storages["default"]
    if not storage.exists(stored):
        raise Http404
    response = FileResponse(storage.open(stored), as_attachment=True, filename=name, content_type=content_type(stored))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
