"""Pictures that makers send: taken or refused with words, prepared by a job, put in order, removed and put back."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from accounts import jobs
from accounts.models import Job
from products import pictures
from products.models import Picture, Product
from products.revisions import copy_work
from tests.factories import CraftFactory, ProductFactory, RepresentativeFactory, official
from tests.hostile_pictures import FILM, MARK, SVG, encoded, photo, photograph, telling_exif

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PART = {"HTTP_X_PART": "list"}


@pytest.fixture
def maker():
    return RepresentativeFactory().exhibitor


@pytest.fixture
def work(maker):
    return ProductFactory(exhibitor=maker, state="draft", published_at=None)


@pytest.fixture
def desk(client, maker):
    client.force_login(maker.representatives.get().user, backend="accounts.backends.Backend")
    return client


def sent(content, name="IMG_0001.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def address(work, name="product_pictures", *key):
    with override("en"):
        return reverse(f"portal:{name}", args=[work.code, *key])


def send(desk, work, *files, **more):
    return desk.post(address(work), {"files": list(files)}, **more)


def do_jobs():
    while jobs.run_one(apart=False):
        pass


def states(work):
    return list(work.pictures.values_list("state", flat=True))


def private_files():
    storage = storages["default"]
    if not storage.exists("originals"):
        return set()
    return {
        f"originals/{folder}/{name}"
        for folder in storage.listdir("originals")[0]
        for name in storage.listdir(f"originals/{folder}")[1]
    }


def test_several_pictures_sent_by_one_form_wait_and_are_prepared_in_order(desk, work):
    response = send(desk, work, *(sent(encoded(photo(seed=seed))) for seed in range(3)))
    assert response.status_code == 302
    assert states(work) == ["waiting"] * 3
    page = desk.get(address(work)).content.decode()
    assert page.count("is being prepared") == 3
    assert "Look again" in page
    do_jobs()
    assert states(work) == ["ready"] * 3
    work.refresh_from_db()
    assert work.cover == work.pictures.first()
    assert "is being prepared" not in desk.get(address(work)).content.decode()


def test_a_script_hears_of_each_file_what_became_of_it(desk, work):
    files = [sent(encoded(photo())), sent(SVG, "drawing.jpg"), sent(FILM, "film.mp4"), sent(b"", "none.jpg")]
    answer = send(desk, work, *files, **PART).json()
    assert [(each["name"], each["state"]) for each in answer["files"]] == [
        ("IMG_0001.jpg", "waiting"),
        ("drawing.jpg", "refused"),
        ("film.mp4", "refused"),
        ("none.jpg", "refused"),
    ]
    assert [each["reason"] for each in answer["files"]] == [
        "",
        "This is an SVG drawing, which can hold programs. Send a photograph, or save it as PNG.",
        "This is a film. Only photographs can be shown.",
        "The file is empty.",
    ]
    assert f'data-key="{answer["files"][0]["id"]}"' in answer["list"]
    assert states(work) == ["waiting"]


def test_with_scripts_off_a_refused_file_is_named_with_its_reason_and_the_others_go_on(desk, work):
    response = desk.post(
        address(work),
        {"files": [sent(encoded(photo())), sent(SVG, "<b>.jpg"), sent(encoded(photo(seed=2)))]},
        follow=True,
    )
    said = [str(message) for message in response.context["messages"]]
    assert said == ["<b>.jpg: This is an SVG drawing, which can hold programs. Send a photograph, or save it as PNG."]
    assert "<b>.jpg" not in response.content.decode()
    assert states(work) == ["waiting", "waiting"]


def test_a_form_without_a_file_says_so(desk, work):
    response = desk.post(address(work), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Choose at least one picture."]


def test_a_file_that_is_too_large_is_dropped_while_it_comes_in(desk, work):
    large = sent(encoded(photo()) + bytes(20_000_001), "large.jpg")
    answer = send(desk, work, large, sent(encoded(photo())), **PART).json()
    assert sorted((each["name"], each["reason"]) for each in answer["files"]) == [
        ("IMG_0001.jpg", ""),
        ("large.jpg", "The file is larger than 20 MB. Send a smaller one."),
    ]


def test_the_same_file_sent_twice_stands_once(desk, work):
    for _time in range(2):
        send(desk, work, sent(encoded(photo())), sent(encoded(photo()), "again.jpg"))
        do_jobs()
    assert states(work) == ["ready"]
    assert len(private_files() & {work.pictures.get().original.name}) == 1


def test_a_work_has_at_most_twelve_pictures(desk, work):
    files = [sent(encoded(photo((200, 150), seed))) for seed in range(14)]
    answer = send(desk, work, *files, **PART).json()
    assert [each["reason"] for each in answer["files"]] == [""] * 12 + [
        "A work has at most 12 pictures. Remove one first."
    ] * 2
    assert work.pictures.count() == 12
    assert len([name for name in private_files() if work.code in name]) == 12


def test_what_only_decoding_finds_out_is_said_in_the_list(desk, work):
    send(desk, work, sent(encoded(photo())[:9000]))
    do_jobs()
    picture = work.pictures.get()
    assert (picture.state, picture.problem) == ("refused", "damaged")
    assert "The picture is damaged or incomplete." in desk.get(address(work)).content.decode()
    with override("fa"):
        page = desk.get(reverse("portal:product_pictures", args=[work.code])).content.decode()
    assert str(pictures.PROBLEMS["damaged"]) not in page


def test_a_picture_whose_job_never_ends_well_is_set_aside_shown_and_can_be_sent_again(desk, work, monkeypatch, client):
    content = encoded(photo())
    send(desk, work, sent(content))
    monkeypatch.setattr(pictures, "derive", lambda file: 1 / 0)
    for _try in range(4):
        Job.objects.update(due_at=timezone.now())
        do_jobs()
    assert states(work) == ["set_aside"]
    assert "This picture could not be prepared. Send it again." in desk.get(address(work)).content.decode()
    office = Client()
    office.force_login(official(), backend="accounts.backends.Backend")
    with override("en"):
        assert "<b>1</b> picture could not be prepared" in office.get(reverse("office:today")).content.decode()
    monkeypatch.undo()
    send(desk, work, sent(content))
    do_jobs()
    assert states(work) == ["ready"]


def test_the_job_done_again_or_after_a_kill_changes_nothing(desk, work):
    send(desk, work, sent(encoded(photo())))
    number = work.pictures.get().pk
    assert jobs.take_one()  # and then the worker is killed
    Job.objects.update(due_at=timezone.now())
    do_jobs()
    before = Picture.objects.values().get()
    pictures.prepare(number)
    assert Picture.objects.values().get() == before
    Picture.objects.all().delete()
    pictures.prepare(number)
    assert Picture.objects.count() == 0


def test_a_picture_whose_file_was_lost_is_refused(desk, work):
    send(desk, work, sent(encoded(photo())))
    storages["default"].delete(work.pictures.get().original.name)
    do_jobs()
    assert work.pictures.get().problem == "unreadable"


def test_nothing_that_is_served_says_where_and_with_what_it_was_taken(desk, work, client):
    send(desk, work, sent(photograph((1200, 800))), sent(encoded(photo(), comment=MARK, exif=telling_exif())))
    do_jobs()
    storage = storages["public"]
    for picture in work.pictures.all():
        names = [name for name in storage.listdir("pictures")[1] if name.startswith(picture.digest)]
        assert len(names) >= 2
        for name in names:
            content = b"".join(client.get(f"/media/pictures/{name}").streaming_content)
            assert MARK not in content
            image = Image.open(io.BytesIO(content))
            assert dict(image.getexif()) == {}
            assert {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(image.info) == set()
    first = work.pictures.first()
    assert (first.width, first.height) == (800, 1200)
    # The red corner of the sensor is at the upper right once it stands upright.
    with storage.open(f"pictures/{first.digest}-1000.jpg") as file:
        image = Image.open(file).convert("RGB")
    red, green, blue = image.getpixel((image.width - 20, 20))
    assert red > 120 > max(green, blue)


def test_an_original_has_no_address(desk, work, client):
    send(desk, work, sent(encoded(photo())))
    name = work.pictures.get().original.name
    assert "private" in storages["default"].path(name)
    for place in (f"/media/{name}", f"/media/../private/{name}", f"/media/{name.replace('.original', '.jpg')}"):
        assert client.get(place).status_code == 404


def prepared(desk, work, number=3):
    send(desk, work, *(sent(encoded(photo(seed=seed))) for seed in range(number)))
    do_jobs()
    return [each.key for each in work.pictures.all()]


def keys(work):
    return [each.key for each in work.pictures.standing()]


@pytest.mark.parametrize(
    ("which", "to", "after"),
    [(0, "later", "bac"), (2, "earlier", "acb"), (2, "main", "cab"), (0, "earlier", "abc"), (2, "later", "abc")],
)
def test_pictures_are_ordered_by_buttons(desk, work, which, to, after):
    before = prepared(desk, work)
    desk.post(address(work, "picture_move", before[which]), {"to": to})
    assert keys(work) == [before["abc".index(letter)] for letter in after]
    work.refresh_from_db()
    assert work.cover == work.pictures.first()


def test_pictures_are_ordered_as_they_were_dragged(desk, work):
    a, b, c = prepared(desk, work)
    answer = desk.post(address(work, "picture_order"), {"key": [c, "unknown", a]}, **PART)
    assert answer.status_code == 200
    assert answer.content.decode().index(c) < answer.content.decode().index(a)
    assert keys(work) == [c, a, b]


def test_a_removed_picture_is_put_back(desk, work):
    a, b, _c = prepared(desk, work)
    desk.post(address(work, "picture_remove", a))
    work.refresh_from_db()
    assert (work.cover.key, len(keys(work))) == (b, 2)
    assert "Put it back" in desk.get(address(work)).content.decode()
    desk.post(address(work, "picture_put_back", a))
    work.refresh_from_db()
    assert (work.cover.key, len(keys(work))) == (a, 3)


def test_a_removed_picture_is_deleted_with_its_files_after_a_day(desk, work, django_capture_on_commit_callbacks):
    (key,) = prepared(desk, work, 1)
    picture = work.pictures.get()
    files = [(storages["default"], picture.original.name)]
    files += [
        (storages["public"], f"pictures/{picture.digest}-{size}") for size in ("320.webp", "640.webp", "1000.jpg")
    ]
    desk.post(address(work, "picture_remove", key))
    do_jobs()
    assert all(storage.exists(name) for storage, name in files)
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        do_jobs()
    assert work.pictures.count() == 0
    assert [name for storage, name in files if storage.exists(name)] == []


def test_files_that_another_row_names_stay(desk, work, django_capture_on_commit_callbacks):
    prepared(desk, work, 1)
    picture = work.pictures.get()
    Picture.objects.create(
        product=ProductFactory(), digest=picture.digest, original=picture.original.name, width=900, height=600
    )
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert storages["default"].exists(picture.original.name)
    assert storages["public"].exists(f"pictures/{picture.digest}-1000.jpg")


def test_a_removed_picture_that_is_sent_again_stands_again(desk, work):
    (key,) = prepared(desk, work, 1)
    desk.post(address(work, "picture_remove", key))
    send(desk, work, sent(encoded(photo(seed=0))))
    assert states(work) == ["ready"]


def test_pictures_of_a_public_work_change_on_its_revision(desk, maker):
    work = ProductFactory(exhibitor=maker)
    Picture.objects.create(product=work, digest="0123456789abcdef", width=900, height=600)
    work.refresh_cover()
    desk.post(address(work, "picture_remove", "0123456789abcdef"))
    send(desk, work, sent(encoded(photo())))
    do_jobs()
    work.refresh_from_db()
    assert (states(work), work.cover.digest) == (["ready"], "0123456789abcdef")
    assert sorted(states(work.revision)) == ["ready", "removed"]
    assert keys(work.revision) == [work.revision.pictures.ready().get().key]


def test_a_work_that_an_official_reads_keeps_its_pictures(desk, maker):
    work = ProductFactory(exhibitor=maker, state="sent", published_at=None)
    assert send(desk, work, sent(encoded(photo())), **PART).status_code == 409
    assert send(desk, work, sent(encoded(photo()))).status_code == 302
    assert work.pictures.count() == 0


def test_visitors_see_ready_pictures_only(desk, maker, client):
    work = ProductFactory(exhibitor=maker)
    Picture.objects.create(product=work, digest="0123456789abcdef", width=900, height=600)
    for state in ("waiting", "refused", "set_aside", "removed"):
        Picture.objects.create(product=work, state=state, digest="fedcba9876543210", width=9, height=9, position=-0)
    work.refresh_cover()
    assert work.cover.digest == "0123456789abcdef"
    with override("en"):
        page = client.get(reverse("public:product_detail", args=[work.code, work.slug])).content.decode()
    assert "0123456789abcdef" in page
    assert "fedcba" not in page


def test_nobody_touches_pictures_of_another_maker(desk, work):
    other = ProductFactory(state="draft", published_at=None)
    picture = Picture.objects.create(product=other, digest="0123456789abcdef", width=900, height=600)
    assert send(desk, other, sent(encoded(photo()))).status_code == 404
    for name in ("picture_move", "picture_remove", "picture_put_back", "picture_change"):
        assert desk.post(address(other, name, picture.key), {"to": "main"}).status_code == 404
        # Nor by an address of the own work.
        assert desk.post(address(work, name, picture.key), {"to": "main"}).status_code == 404
    assert desk.get(address(other)).status_code == 404
    assert states(other) == ["ready"]


def test_files_need_the_token_of_the_form(work, maker):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maker.representatives.get().user, backend="accounts.backends.Backend")
    assert send(strict, work, sent(encoded(photo()))).status_code == 403
    token = strict.get(address(work)).context["csrf_token"]
    data = {"files": [sent(encoded(photo()))], "csrfmiddlewaretoken": str(token)}
    assert strict.post(address(work), data).status_code == 302
    assert states(work) == ["waiting"]


def test_words_are_suggested_from_the_facts_and_kept_when_changed(desk, maker):
    craft = CraftFactory(name_fa="گلیم", name_ar="كليم", name_ckb="بەڕە")
    work = ProductFactory(
        exhibitor=maker, craft=craft, title_en="Ram's horns", title_fa="شاخ قوچ", width_mm=1400, length_mm=2200,
        state="draft", published_at=None,
    )  # fmt: skip
    (key,) = prepared(desk, work, 1)
    page = desk.get(address(work, "picture_change", key))
    form = page.context["form"]
    assert form.initial["alt_en"] == "Ram's horns: Kilim, 140 × 220 cm"
    assert "۱۴۰ × ۲۲۰" in form.initial["alt_fa"]
    assert form.initial["alt_ckb"].startswith("بەڕە")
    values = {name: form.initial[name] for name in form.fields} | {"role": "back", "alt_fa": "پشت گلیم"}
    assert desk.post(address(work, "picture_change", key), values).status_code == 302
    picture = work.pictures.get()
    # What was left alone follows the facts.
    assert (picture.role, picture.alt_fa, picture.alt_en) == ("back", "پشت گلیم", "")
    assert "Ram&#x27;s horns, the back: Kilim, 140 × 220 cm" in desk.get(address(work)).content.decode()


def test_words_that_are_too_long_are_refused_beside_the_box(desk, work):
    (key,) = prepared(desk, work, 1)
    response = desk.post(address(work, "picture_change", key), {"role": "front", "alt_en": "a" * 251})
    assert response.status_code == 422
    assert "a" * 251 in response.content.decode()


def test_the_public_page_reads_out_the_suggestion_in_its_language(client, maker):
    work = ProductFactory(exhibitor=maker, title_en="Ram's horns", width_mm=1400, length_mm=2200)
    Picture.objects.create(product=work, digest="0123456789abcdef", width=900, height=600, alt_fa="پشت", role="detail")
    with override("en"):
        page = client.get(reverse("public:product_detail", args=[work.code, work.slug])).content.decode()
    assert 'alt="Ram&#x27;s horns, a detail: Kilim, 140 × 220 cm"' in page
    with override("fa"):
        page = client.get(reverse("public:product_detail", args=[work.code, work.slug])).content.decode()
    assert 'alt="پشت"' in page


def test_a_picture_on_the_work_of_another_maker_is_found(desk, work):
    theirs = RepresentativeFactory().exhibitor
    other = ProductFactory(exhibitor=theirs, state="draft", published_at=None)
    thief = Client()
    thief.force_login(theirs.representatives.get().user, backend="accounts.backends.Backend")
    send(desk, work, sent(encoded(photo())), sent(encoded(photo(seed=2))))
    send(desk, ProductFactory(exhibitor=work.exhibitor, state="draft", published_at=None), sent(encoded(photo())))
    send(thief, other, sent(encoded(photo((700, 467)), quality=70), "mine.jpg"))
    do_jobs()
    first, second = work.pictures.all()
    assert pictures.find_twins([first, second]) == {first.pk: [other]}
    # The reviewer is told.
    Product.objects.filter(pk=other.pk).update(state="sent", sent_at=timezone.now())
    office = Client()
    office.force_login(official(), backend="accounts.backends.Backend")
    with override("en"):
        page = office.get(reverse("office:review_detail", args=[other.code])).content.decode()
    assert f"This picture stands on “{work}” of {work.exhibitor}." in page


def test_pictures_are_alike_up_to_four_bits_wherever_these_are(work):
    other = ProductFactory(exhibitor=RepresentativeFactory().exhibitor)
    mine = Picture.objects.create(product=work, digest="0" * 16, likeness="0123456789abcdef", width=9, height=8)
    bits, theirs = int(mine.likeness, 16), Picture(product=other, digest="1" * 16, width=9, height=8)
    # Bit 63 stands in the first digit; each set but the last leaves one band of digits as it is.
    for changed in ([], [63, 51, 39, 27], [51, 39, 27, 0], [63, 39, 27, 3], [0, 1, 2, 3], [63, 51, 39, 27, 0]):
        theirs.likeness = f"{bits ^ sum(1 << bit for bit in changed):016x}"
        theirs.save()
        assert pictures.find_twins([mine]) == ({mine.pk: [other]} if len(changed) < 5 else {})


def test_what_is_sent_under_odd_names_is_taken_or_refused_with_words(desk, work):
    for name in ("../../etc/passwd", "\u202egpj.exe", "a" * 300, "عکس ۱.jpg", "x\x00y.jpg", "<script>"):
        answer = send(desk, work, sent(encoded(photo()), name), **PART)
        assert answer.status_code == 200
        assert [each["state"] for each in answer.json()["files"]] in (["waiting"], [])
    assert work.pictures.count() == 1


def test_the_list_of_pictures_costs_the_same_for_one_and_many(desk, work):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(work)).status_code == 200
        return len(queries)

    prepared(desk, work, 1)
    few = cost()
    prepared(desk, work, 6)
    assert cost() == few


def test_a_copy_of_a_work_with_a_waiting_picture_gets_it_prepared_too(desk, work):
    send(desk, work, sent(encoded(photo())))
    copy = copy_work(work)
    do_jobs()
    assert (states(work), states(copy)) == (["ready"], ["ready"])


def test_a_connection_that_broke_or_a_form_without_its_parts_is_no_error_page(desk, work):
    desk.raise_request_exception = False
    for body in (b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8'):
        answer = desk.generic("POST", address(work), body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {302, 400}
    assert work.pictures.count() == 0


def test_only_the_first_picture_is_taken_for_the_front(desk, work):
    send(desk, work, sent(b"no picture"), sent(encoded(photo())), sent(encoded(photo(seed=2)), "b.jpg"))
    do_jobs()
    assert [each.role for each in work.pictures.ready()] == ["front", ""]
    page = desk.get(address(work)).content.decode()
    assert page.count('<span class="pill">front</span>') == 1
    second = work.pictures.ready()[1]
    form = {"role": "back", **{f"alt_{code}": "" for code in ("en", "fa", "ar", "ckb")}}
    for role in ("back", ""):
        desk.post(address(work, "picture_change", second.key), form | {"role": role})
        second.refresh_from_db()
        assert second.role == role
