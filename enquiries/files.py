"""Pictures and PDFs that belong to an enquiry or a reply: cleaned when they come, served as downloads."""

from pathlib import PurePosixPath

from django.core.files.storage import storages
from django.http import FileResponse, Http404

from enquiries.models import Attachment
from exhibitors.profile.files import content_type
from lib.text import file_name
from products.orphans import keeps

MOST_FILES = 5
FOLDER = "attachments"
LONGEST_NAME = 100


@keeps(FOLDER)
def names_in_use():
    return Attachment._base_manager.values_list("file", flat=True)


def keep_files(papers):
    """Unsaved ``Attachment`` rows for the ``papers`` ([(name as it was sent, cleaned file)]), their files stored."""
    rows = []
    for sent_as, paper in papers:
        stored = storages["default"].save(f"{FOLDER}/{paper.name}", paper)
        is_picture = stored.endswith(".jpg")
        name = shown_name(sent_as, stored)
        rows.append(Attachment(name=name, file=stored, is_picture=is_picture, size=paper.size))
    return rows


def forget_files(rows):
    """Remove the files of ``rows`` that were not kept after all."""
    for row in rows:
        if row.pk is None:
            storages["default"].delete(row.file)


def shown_name(sent_as, stored):
    """How people called the file, with the ending of what it has become."""
    stem, dot, ending = file_name(sent_as).rpartition(".")
    return ((stem if dot else ending)[:LONGEST_NAME].strip(". ") or "file") + PurePosixPath(stored).suffix


def serve_attachment(attachment):
    """The file as a download that runs nothing; who may have it, the caller has decided. 404 where it is gone."""
    storage = storages["default"]
    if not storage.exists(attachment.file):
        raise Http404
    response = FileResponse(
        storage.open(attachment.file),
        as_attachment=True,
        filename=attachment.name,
        content_type=content_type(attachment.file),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
