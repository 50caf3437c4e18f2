"""Whatever somebody sends as a picture is refused or cleaned with words, soon and with little memory."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import jobs
from lib.pictures import REASONS, PictureRefused, check, derive
from tests.factories import ProductFactory, RepresentativeFactory
from tests.hostile_pictures import CASES, CLEAN, MARK

MOST_SECONDS, MOST_MEGABYTES = 15, 600
# What the worker takes before it looks at a file; a process of the tests has everything else loaded besides.
WORKER_MEGABYTES = 90
# Those that a request finds out, all but the ones that only decoding does.
NOT_AT_ONCE = {"damaged"}


def in_a_process(task, *arguments):
    """(what ``task`` returned as text, seconds, megabytes at its peak), in a child as the worker's."""
    own = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    reading, writing = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        try:
            os.write(writing, str(task(*arguments)).encode()[:900])
        finally:
            os._exit(0)
    os.close(writing)
    _child, _status, usage = os.wait4(child, 0)
    with os.fdopen(reading) as words:
        return words.read(), time.monotonic() - start, usage.ru_maxrss / 1024 - own + WORKER_MEGABYTES


def derived(path):
    """CLEAN when nothing but pixels is left, else what is wrong; the code of a refusal."""
    with open(path, "rb") as file:
        try:
            result = derive(file)
        except PictureRefused as refused:
            assert str(refused).endswith((".", ")"))
            return refused.code
    return "marked" if any(MARK in content for content in result.files.values()) else CLEAN


def checked(path):
    with open(path, "rb") as file:
        try:
            check(file)
        except PictureRefused as refused:
            return refused.code
    return CLEAN


@pytest.fixture(params=CASES)
def case(request, tmp_path):
    """A file, made in a process of its own so that the memory of the making is not ours, and what it may become."""
    make, wanted = CASES[request.param]
    path = tmp_path / "file"
    in_a_process(lambda: path.write_bytes(make()))
    return path, {wanted} if isinstance(wanted, str) else set(wanted)


def test_it_is_refused_or_cleaned_within_time_and_memory(case):
    path, wanted = case
    became, seconds, megabytes = in_a_process(derived, path)
    assert became in wanted
    assert became in {*REASONS, CLEAN}
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_a_request_finds_out_what_needs_no_decoding(case):
    path, wanted = case
    found, seconds, megabytes = in_a_process(checked, path)
    assert found in wanted or (found == CLEAN and wanted & NOT_AT_ONCE)
    assert seconds < 3
    assert megabytes < MOST_MEGABYTES


@pytest.mark.django_db
def test_every_one_of_them_gets_an_answer_from_the_site(client):
    """All of them sent by the form, their jobs done: no error page, and each is ready or refused."""
    maker = RepresentativeFactory()
    client.force_login(maker.user, backend="accounts.backends.Backend")
    client.raise_request_exception = False
    heavy = ("megapixels", "largest", "tallest", "longest", "bytes")
    for name, (make, wanted) in CASES.items():
        if any(word in name for word in heavy):
            continue
        work = ProductFactory(exhibitor=maker.exhibitor, state="draft", published_at=None)
        address = reverse("portal:product_pictures", args=[work.code])
        answer = client.post(address, {"files": [SimpleUploadedFile(f"{name}.jpg", make())]}, HTTP_X_PART="list")
        assert answer.status_code == 200, name
        while jobs.run_one(apart=False):
            pass
        assert client.get(address).status_code == 200, name
        wanted = {wanted} if isinstance(wanted, str) else set(wanted)
        picture = work.pictures.first()
        if picture is None:
            assert [each["state"] for each in answer.json()["files"]] == ["refused"], name
            assert answer.json()["files"][0]["reason"], name
        elif picture.state == "ready":
            assert CLEAN in wanted, name
            served = storages["public"].open(f"pictures/{picture.digest}-1000.jpg").read()
            assert MARK not in served, name
        else:
            assert (picture.state, picture.problem in wanted) == ("refused", True), name
