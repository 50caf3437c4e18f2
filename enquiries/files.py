"""Pictures and PDFs that belong to an enquiry or a reply: cleaned when they come."""

from django.core.files.storage import storages

from enquiries.models import Attachment
from exhibitors.profile.files import shown_name
from products.orphans import keeps

MOST_FILES = 5
FOLDER = "attachments"


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
