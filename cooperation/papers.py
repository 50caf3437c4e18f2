"""Files of the cooperation: kept in a private folder of their own."""

from django.core.files.storage import storages
from django.http import Http404

from cooperation.models import Paper
from exhibitors.profile.files import serve_paper, shown_name
from products.orphans import keeps

FOLDER = "cooperation"


@keeps(FOLDER)
def names_in_use():
    return Paper._base_manager.values_list("file", flat=True)


def keep_file(paper, cleaned, sent_as):
    """Store ``cleaned`` (what ``cleaned_paper`` made of an upload) for the unsaved ``paper``; its old file is swept later."""
    paper.file = storages["default"].save(f"{FOLDER}/{cleaned.name}", cleaned)
    paper.name = shown_name(sent_as, paper.file)


def serve_file(papers, name):
    """The one of ``papers`` whose address ends in ``name``; not found where it is none of them."""
    paper = next((each for each in papers if each.code == name), None)
    if paper is None:
        raise Http404
    return serve_paper(paper.file, paper.name)
