"""What was folded by an earlier release is folded anew once, and found as if it had just been written."""

import io

import pytest
from django.core.management import call_command

from accounts.jobs import do_stepwise_chores
from exhibitors.models import Exhibitor
from ilamexpo.management.commands import prepare
from products import ngrams, refolding
from products.facets import current_stamp
from products.models import CatalogueStamp, NGram, Product
from products.search import DERIVED, refresh
from tests.factories import CraftFactory, ExhibitorFactory, ProductFactory
from vocabulary.models import Spelling
from vocabulary.spellings import nearest

pytestmark = pytest.mark.django_db
EMPTY = {"search_text": "", "search_name": "", "search_label": "", "lot": 0, "is_complete": False}


@pytest.fixture
def works():
    craft = CraftFactory(slug="kilim", name_en="Kilim", name_fa="گلیم")
    makers = [ExhibitorFactory(name_en=f"Maker {number}", name_fa="سازنده") for number in range(2)]
    works = [ProductFactory(craft=craft, exhibitor=maker, title_fa="گلیم سرخ", title_en="Red") for maker in makers]
    ProductFactory(craft=craft, exhibitor=makers[0], title_en="Unfinished", state="draft", published_at=None)
    for work in Product.objects.all():
        refresh(work)
    return works


def derived():
    return list(Product.objects.order_by("pk").values("pk", *DERIVED))


def as_of_an_earlier_release():
    Product.objects.update(**EMPTY, **{f"name_key_{code}": "" for code in ("en", "fa", "ar", "ckb")})
    Exhibitor.objects.update(search_text="")
    Spelling.objects.all().delete()
    NGram.objects.all().delete()
    CatalogueStamp.objects.update(folding=0)


def test_everything_is_folded_as_if_it_had_just_been_saved(works, monkeypatch):
    monkeypatch.setattr(refolding, "BATCH", 2)
    before, stamp = derived(), current_stamp()
    as_of_an_earlier_release()
    assert refolding.fold_everything() == 5
    assert derived() == before
    assert {work.pk for work in Product.objects.matching("گلیم سرخ")} == {work.pk for work in works}
    assert Exhibitor.objects.matching("سازنده").count() == 2
    assert nearest(["klim", "unfinishd"]) == {"klim": ["Kilim"]}
    assert ngrams.unwritten({"kilim", "گلیم", "samovar"}) == set()
    do_stepwise_chores(lambda: None)
    assert ngrams.unwritten({"kilim", "گلیم", "samovar"}) == {"samovar"}
    assert current_stamp() != stamp
    assert refolding.is_current()


@pytest.mark.sqlite
def test_a_start_says_it_and_the_next_one_does_not(works, monkeypatch):
    monkeypatch.setattr(prepare.Command, "make_files", lambda self: None)
    monkeypatch.setattr(prepare.Command, "collect_static", lambda self: None)
    monkeypatch.setattr(prepare.Command, "fill_empty_database", lambda self: None)
    as_of_an_earlier_release()
    said = []
    for _start in range(2):
        out = io.StringIO()
        call_command("prepare", stdout=out)
        said.append(out.getvalue())
    assert said == ["Folded the words of 5 works and makers anew, so that they are found.\n", ""]


def test_a_work_becomes_complete_with_its_picture_description_and_second_language(works):
    work = works[0]
    assert not work.is_complete
    work.title_fa, work.title_en, work.story_fa = "گلیم", "", "بافت ایلام"
    work.pictures.create(digest="0123456789abcdef", width=4, height=3)
    work.save()
    work.refresh_cover()
    assert not Product.objects.get(pk=work.pk).is_complete
    work.title_en = "Kilim"
    work.save()
    refresh(work)
    assert Product.objects.get(pk=work.pk).is_complete
    work.pictures.all().delete()
    work.refresh_cover()
    assert not Product.objects.get(pk=work.pk).is_complete
