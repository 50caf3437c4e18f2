"""Files that nothing names are removed a day later; those of anything unfinished never."""

import logging
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import jobs
from accounts.jobs import do_daily_chores
from lib.uploads import keep_original
from products import orphans
from products.models import Picture
from tests.factories import ProductFactory, RepresentativeFactory
from tests.hostile_pictures import encoded, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_media")]
TWO_DAYS = 2 * 86_400


@pytest.fixture
def maker():
    return RepresentativeFactory().exhibitor


@pytest.fixture
def desk(client, maker):
    client.force_login(maker.representatives.get().user, backend="accounts.backends.Backend")
    return client


def put(storage, name, *, is_old=True):
    name = storages[storage].save(name, ContentFile(b"x"))
    if is_old:
        age(storage, name)
    return name


def age(storage, name):
    moment = time.time() - TWO_DAYS
    os.utime(storages[storage].path(name), (moment, moment))


def age_all():
    for storage, folder in (("default", "originals"), ("public", "pictures")):
        for root, _folders, files in os.walk(storages[storage].path(folder)):
            for file in files:
                os.utime(os.path.join(root, file), (time.time() - TWO_DAYS,) * 2)


def picture():
    return SimpleUploadedFile("IMG_0001.jpg", encoded(photo()), content_type="image/jpeg")


def test_old_files_that_nothing_names_go_and_it_is_logged(caplog):
    gone = [
        ("default", put("default", "originals/P2222222/lost.original")),
        ("default", put("default", "credentials/lost.pdf")),
        ("default", put("default", "sheets/lost.xlsx")),
        ("public", put("public", "pictures/0000000000000000-640.webp")),
    ]
    young = put("default", "originals/P2222222/young.original", is_old=False)
    other = put("default", "elsewhere/kept.txt")
    with caplog.at_level(logging.INFO, "accounts.worker"):
        for _time in range(2):
            do_daily_chores()
    assert [storages[storage].exists(name) for storage, name in gone] == [False] * 4
    assert storages["default"].exists(young) and storages["default"].exists(other)
    assert sorted(record.args[0] for record in caplog.records if "nothing names" in record.message) == sorted(
        name for _storage, name in gone
    )
    storages["default"].delete(young)
    storages["default"].delete(other)


def test_what_waits_for_its_job_and_what_is_shown_or_proposed_stays(desk, maker):
    work = ProductFactory(exhibitor=maker, state="draft", published_at=None)
    address = reverse("portal:product_pictures", args=[work.code])
    desk.post(address, {"files": picture()})
    desk.post(reverse("portal:profile_portrait"), {"files": picture()})
    age_all()
    do_daily_chores()
    while jobs.run_one(apart=False):
        pass
    age_all()
    do_daily_chores()
    shown = Picture.objects.get()
    maker.refresh_from_db()
    portrait = maker.proposed["portrait"]
    assert shown.state == "ready"
    for digest in (shown.digest, portrait["digest"]):
        assert any(name.startswith(digest) for name in storages["public"].listdir("pictures")[1])
    assert storages["default"].exists(shown.original.name)
    assert storages["default"].exists(portrait["original"])


def test_a_portrait_that_becomes_ready_while_files_are_looked_for_keeps_its_original(desk, maker, monkeypatch):
    desk.post(reverse("portal:profile_portrait"), {"files": picture()})
    age_all()
    portraits = orphans.portraits

    def portraits_just_before_the_job_ends():
        yield from list(portraits())
        while jobs.run_one(apart=False):
            pass

    monkeypatch.setattr(orphans, "portraits", portraits_just_before_the_job_ends)
    orphans.remove_orphans()
    maker.refresh_from_db()
    assert storages["default"].exists(maker.proposed["portrait"]["original"])


def test_a_file_that_is_sent_again_is_young_again():
    name = keep_original("P2222222", file := ContentFile(encoded(photo())))
    age("default", name)
    assert keep_original("P2222222", file) == name
    do_daily_chores()
    assert storages["default"].exists(name)
    storages["default"].delete(name)


def test_a_chore_that_fails_keeps_neither_the_others_nor_the_worker(monkeypatch):
    done = []
    monkeypatch.setattr(jobs, "DAILY", [lambda: 1 / 0, lambda: done.append(True)])
    do_daily_chores()
    assert done == [True]
