"""Files of the cooperation: kept in a private folder of their own."""

from django.core.files.storage import storages

from cooperation.models import Paper
from exhibitors.profile.files import shown_name
from products.orphans import keeps

FOLDER = "cooperation"


@keeps(FOLDER)
def names_in_use():
    return Paper._base_manager.values_list("file", flat=True)


def keep_file(paper, cleaned, sent_as):
    """Store ``cleaned`` (what ``cleaned_paper`` made of an upload) for the unsaved ``paper``; its old file is swept later."""
    paper.file = storages["default"].save(f"{FOLDER}/{cleaned.name}", cleaned)
    paper.name = shown_name(sent_as, paper.file)
