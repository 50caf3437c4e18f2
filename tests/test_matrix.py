"""Every address of the site, opened by every kind of person; an address or a door without a row here fails."""

import copy

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import translation

from accounts.audiences import Door
from enquiries.actions import send_quotation
from enquiries.links import make_link
from enquiries.models import Quotation, QuotationLine
from products.models import Product
from tests.world import make_world

pytestmark = pytest.mark.django_db

WHO = ("visitor", "exhibitor", "stranger", "viewer", "official", "outsider")
# What each of WHO gets from a GET, in that order.
EVERYBODY = (200, 200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200, 200)
REPRESENTATIVES = (302, 200, 200, 403, 403, 403)
READERS = (302, 403, 403, 200, 200, 200)
OVERSEERS = (302, 403, 403, 200, 200, 404)
OFFICIALS = (302, 403, 403, 403, 200, 200)
PUBLISHERS = (302, 403, 403, 403, 200, 404)
# Only posts are taken; whoever may not come in at all is told that first.
MAKERS = (302, 200, 404, 403, 403, 403)
REVIEWERS = (302, 403, 403, 403, 200, 404)
POSTS_OF_MAKERS = (302, 405, 405, 403, 403, 403)
POSTS_OF_OFFICIALS = (302, 403, 403, 403, 405, 405)
POSTS_OF_DESK = (302, 403, 403, 403, 405, 405)

MATRIX = {
    **dict.fromkeys(
        [
            "media", "robots", "sitemap", "healthz", "readyz", "calendar", "exhibition_feed", "product_feed",
            "public:home", "public:about", "public:privacy", "public:accessibility", "public:exhibition_list",
            "public:exhibition_programme", "public:exhibition_calendar", "public:exhibitor_list",
            "public:exhibition_exhibitor_list", "public:exhibition_plan", "public:exhibition_detail",
            "public:exhibitor_detail", "public:craft_list", "public:craft_detail", "public:product_list",
            "public:product_detail", "public:exhibition_product_list", "public:enquiry", "public:search", "public:suggestions",
            "public:buyer_page", "public:buyer_again", "public:buyer_quotation", "public:check", "public:check_quotation",
            "account_inactive", "account_reset_password", "account_reset_password_done",
            "account_reset_password_from_key", "account_reset_password_from_key_done", "invitation", "phone_login",
        ],
        EVERYBODY,
    ),
    **dict.fromkeys(["public:cooperation_list", "public:cooperation_detail"], EVERYBODY),
    # Nothing was sent along.
    "public:buyer_file": (404,) * 6,
    # The record has no file that is public.
    "public:cooperation_paper": (404,) * 6,
    # Nobody has shown to be the buyer.
    **dict.fromkeys(["public:buyer_data", "public:buyer_delete"], (302,) * 6),
    **dict.fromkeys([f"public:buyer_{step}" for step in ("proof", "reply", "accept", "decline")], (405,) * 6),
    # Without a word about what, the form is shown.
    "public:talk": (302,) * 6,
    "choose_language": (302,) * 6,
    "printed_code": (302,) * 6,
    "favicon": (302,) * 6,
    "public:product_by_code": (301,) * 6,
    "sign_in_link": (410,) * 6,
    "invitation_entry": (410,) * 6,
    "account_home": SIGNED_IN,
    "portal:home": REPRESENTATIVES,
    "portal:switch": POSTS_OF_MAKERS,
    "portal:thread_list": REPRESENTATIVES,
    **dict.fromkeys(["portal:thread_detail", "portal:quotation_edit", "portal:quotation_paper"], MAKERS),
    # Without a draft there is nothing to look at: the form is shown.
    "portal:quotation_preview": (302, 302, 404, 403, 403, 403),
    "portal:thread_file": (302, 404, 404, 403, 403, 403),
    **dict.fromkeys(["portal:thread_move", "portal:quotation_send"], POSTS_OF_MAKERS),
    "portal:product_list": REPRESENTATIVES,
    "portal:product_new": REPRESENTATIVES,
    # Whoever has no public work is told so on the list of works.
    "portal:price_cards": (302, 200, 302, 403, 403, 403),
    **dict.fromkeys(["portal:sheet", "portal:sheet_template", "portal:sheet_export"], REPRESENTATIVES),
    **dict.fromkeys(["portal:sheet_copy", "portal:sheet_progress"], (302, 404, 404, 403, 403, 403)),
    **dict.fromkeys(["portal:sheet_confirm", "portal:sheet_forget"], POSTS_OF_MAKERS),
    **dict.fromkeys([f"portal:product_{step}" for step in ("detail", "pictures", "what", "sale", "words", "price")], MAKERS),
    "portal:picture_change": MAKERS,
    **dict.fromkeys([f"portal:picture_{button}" for button in ("order", "move", "remove", "put_back")], POSTS_OF_MAKERS),
    **dict.fromkeys(
        [
            f"portal:product_{button}"
            for button in (
                "availability", "confirm", "undo", "send", "take_back", "discard", "withdraw", "archive", "copy",
            )
        ],
        POSTS_OF_MAKERS,
    ),
    "office:translations": OFFICIALS,
    "office:translate_product": PUBLISHERS,
    "office:translate_exhibitor": PUBLISHERS,
    "office:review": OFFICIALS,
    "office:review_detail": REVIEWERS,
    "office:review_decide": POSTS_OF_OFFICIALS,
    "office:review_undo": POSTS_OF_OFFICIALS,
    **dict.fromkeys(
        [f"portal:profile_{part}" for part in ("texts", "crafts", "portrait", "contacts", "credentials")]
        + ["portal:profile", "portal:profile_preview", "portal:profile_deletion", "portal:history", "portal:own_data"],
        REPRESENTATIVES,
    ),
    # Neither is a group, and nobody has a paper of that name.
    "portal:profile_members": (302, 404, 404, 403, 403, 403),
    "portal:profile_file": (302, 404, 404, 403, 403, 403),
    **dict.fromkeys([f"portal:profile_{step}" for step in ("send", "take_back", "discard", "leave")], POSTS_OF_MAKERS),
    "office:profile_list": OFFICIALS,
    "office:profile_undo": POSTS_OF_OFFICIALS,
    "office:deletion_undo": POSTS_OF_OFFICIALS,
    "office:profile_review": REVIEWERS,
    "office:profile_paper": (302, 403, 403, 404, 404, 404),
    "office:deletion_list": OFFICIALS,
    "office:deletion_review": REVIEWERS,
    "office:exhibitor_act": POSTS_OF_OFFICIALS,
    "office:exhibitor_list": READERS,
    "office:exhibitor_access": PUBLISHERS,
    "office:today": READERS,
    # Of what waits for whoever decides.
    # What a viewer cannot do waits for no viewer: there is no such list.
    "office:today_list": (302, 403, 403, 404, 200, 200),
    "office:search": READERS,
    # It is about all exhibitions: who looks after one has no business there.
    "office:audit": (302, 403, 403, 200, 200, 403),
    # It is about all exhibitions: who looks after one has no business there.
    "office:health": (302, 403, 403, 200, 200, 403),
    # For those who oversee everything.
    "office:kept": (302, 403, 403, 200, 200, 403),
    "office:enquiry_list": READERS,
    **dict.fromkeys(["office:enquiry_detail", "office:enquiry_here", "office:enquiry_quotation"], OVERSEERS),
    "office:enquiry_see": POSTS_OF_DESK,
    "office:enquiry_release": POSTS_OF_DESK,
    "office:enquiry_export": READERS,
    # Nothing came with it: there is no such file.
    "office:enquiry_file": (302, 403, 403, 404, 404, 404),
    **dict.fromkeys(["office:enquiry_new", "office:message_list"], OFFICIALS),
    **dict.fromkeys([f"office:enquiry_{button}" for button in ("hold", "address", "contact")], POSTS_OF_DESK),
    **dict.fromkeys(
        [f"office:thread_{act}" for act in ("reply", "note", "assign", "close", "reopen", "decide")], POSTS_OF_DESK
    ),
    "office:thread_quote": POSTS_OF_OFFICIALS,
    "office:exhibition_list": READERS,
    **dict.fromkeys(
        [f"office:exhibition_{page}" for page in ("detail", "programme", "visitors", "feedback")], OVERSEERS
    ),
    "office:visitor_sheet": OVERSEERS,
    "office:exhibition_edit": PUBLISHERS,
    "office:visitor_tally": PUBLISHERS,
    # Another exhibition is opened by those who look after all of them.
    "office:exhibition_new": (302, 403, 403, 403, 200, 403),
    # Opened by hand, the step leads to the page it stands on.
    "office:exhibition_status": (302, 403, 403, 403, 302, 404),
    **dict.fromkeys(
        ["office:circular_list", "office:circular_detail", "office:task_list", "office:task_detail"], OVERSEERS
    ),
    **dict.fromkeys(
        ["office:circular_new", "office:circular_edit", "office:task_new", "office:task_edit"], PUBLISHERS
    ),
    **dict.fromkeys(["office:circular_delete", "office:circular_send", "office:circular_undo"], POSTS_OF_OFFICIALS),
    "portal:task_mark": POSTS_OF_MAKERS,
    **dict.fromkeys(["portal:goods", "portal:sales", "portal:participation_feedback"], MAKERS),
    **dict.fromkeys(
        ["office:exhibition_goods", "office:goods_workbook", "office:exhibition_sales", "office:sales_workbook"], OVERSEERS
    ),
    **dict.fromkeys(["office:goods_import", "office:sales_import"], PUBLISHERS),
    # Readers look; a juror has nothing to do with it.
    **dict.fromkeys(["office:exhibition_ranking", "office:exhibition_announce"], OVERSEERS),
    **dict.fromkeys(
        [f"office:{act}" for act in ("exhibition_announce_undo", "application_decide")]
        + [f"office:application_{answer}" for answer in ("confirm", "decline")],
        POSTS_OF_OFFICIALS,
    ),
    # For jurors alone.
    **dict.fromkeys(["office:jury_list", "office:jury_review"], (302, 403, 403, 403, 403, 403)),
    **dict.fromkeys([f"portal:participation_{answer}" for answer in ("confirm", "decline")], POSTS_OF_MAKERS),
    "office:call_edit": OVERSEERS,
    "portal:participation_list": REPRESENTATIVES,
    "portal:participation_detail": MAKERS,
    # Whoever takes part already is led there; another one may apply.
    "portal:application": (302, 302, 200, 403, 403, 403),
    "office:application_list": READERS,
    "office:application_new": OFFICIALS,
    "office:application_detail": OVERSEERS,
    **dict.fromkeys(["office:application_return", "office:application_undo"], POSTS_OF_OFFICIALS),
    "office:exhibition_preview": OVERSEERS,
    "office:exhibition_prints": OVERSEERS,
    **dict.fromkeys(
        ["office:stand_plan", "office:stand_halls", "office:stand_history", "office:stand_detail", "office:plan_release"],
        OVERSEERS,
    ),
    "office:exhibition_price_cards": OVERSEERS,
    "office:exhibition_stand_signs": OVERSEERS,
    "office:exhibitor_price_cards": OVERSEERS,
    # Another one is made by whoever looks after all of them.
    **dict.fromkeys(["office:exhibition_clone", "office:exhibition_next"], (302, 403, 403, 403, 200, 403)),
    "office:exhibition_reschedule": PUBLISHERS,
    "office:exhibition_shared": OVERSEERS,
    "office:shared_list": READERS,
    "office:exhibition_publish": PUBLISHERS,
    "office:exhibition_withdraw": PUBLISHERS,
    **dict.fromkeys(
        [f"office:{name}" for name in ("promise_list", "record_list", "record_chain", "promise_extract", "promise_extract_pdf")]
        + ["office:shared_record_list"],
        READERS,
    ),
    **dict.fromkeys(["office:record_detail", "office:shared_record"], OVERSEERS),
    # The officer of the governorate keeps the register: nobody of these does.
    **dict.fromkeys(
        ["office:record_readers", "office:record_move", "office:promise_checked", "office:promise_due"],
        (302, 403, 403, 403, 403, 403),
    ),
    # No file of that name.
    **dict.fromkeys(["office:record_paper", "office:shared_record_paper"], (302, 403, 403, 404, 404, 404)),
    **dict.fromkeys(
        [f"office:{name}" for name in ("exhibition_report", "report_rows", "report_paper", "report_workbook")], OVERSEERS
    ),
    "office:report_texts": PUBLISHERS,
    # The governorate signs.
    "office:report_sign": (302, 403, 403, 403, 403, 403),
    # None is signed off.
    "office:report_frozen": (302, 403, 403, 404, 404, 404),
    **dict.fromkeys(["office:report_list", "office:report_compare", "office:unmet_demand"], READERS),
    "portal:results": REPRESENTATIVES,
    "office:workbook_import": OFFICIALS,
    "office:workbook_template": OFFICIALS,
}  # fmt: skip
# Addresses that name a quotation, which is sent for them.
PAPERS = {"public:buyer_quotation", "public:check_quotation", "portal:quotation_paper", "office:enquiry_quotation"}
# Doors of their own: allauth's pages (its own decorators) and the records (Django's admin, accounts.records.site).
OTHER_DOORS = ("allauth.", "django.contrib.admin", "accounts.records")
ACCOUNT_PAGES = {
    "home_of_user", "account_login", "account_request_login_code", "account_confirm_login_code", "account_logout",
    "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
}  # fmt: skip


def walk(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


ADDRESSES = dict(walk())
RECORDS = sorted(name for name in ADDRESSES if name.startswith("records:") and not name.endswith("None"))


def arguments(name, world):
    """The arguments of an address, filled from the world's records."""
    if name == "media":
        return {"name": "pictures/one.webp"}
    if name in {"sign_in_link", "invitation_entry"}:
        return {"token": "nothing"}
    if name == "account_reset_password_from_key":
        return {"uidb36": "1", "key": "set-password"}
    converters = ADDRESSES[name].pattern.converters
    of_maker = ["exhibitor_detail", "exhibitor_act", "exhibitor_access", "translate_exhibitor", "exhibitor_price_cards"]
    of_maker += ["profile_review", "profile_paper", "deletion_review"]
    slugs = dict.fromkeys(of_maker, world.maker.slug) | {"craft_detail": "kilim"}
    slugs |= dict.fromkeys(["cooperation_detail", "cooperation_paper"], world.record.slug)
    values = {"slug": slugs.get(name.partition(":")[2], world.exhibition.slug), "code": world.product.code}
    values |= {
        "name": "nothing.pdf",
        "key": "0123456789abcdef",
        "number": 1,
        "maker": world.maker.code,
        "channel": "whatsapp",
        "what": "undecided",
        "section": "exhibitors",
        "table": "craft",
    }
    if name.startswith("public:buyer"):
        values["token"] = make_link(world.enquiry).rstrip("/").rpartition("/")[2]
    if "product" in name and name.endswith("_detail"):
        values["slug"] = world.product.slug
    if name.startswith(("office:record", "office:promise", "office:shared_record")):
        values["slug"] = world.promise.slug
    if name == "office:stand_detail":
        values["code"] = world.stand.public_code
    if name in {"portal:goods", "portal:sales", "office:application_detail"} or name.startswith(
        "portal:participation_"
    ):
        values["code"] = world.participation.code
    if name == "office:review_detail":
        values["code"] = world.sent.code
    if name.startswith(("office:enquiry", "office:thread", "portal:thread", "portal:quotation")):
        values["code"] = world.enquiry.code
    if name in PAPERS:
        quotation = Quotation.objects.create(thread=world.thread, currency="IQD")
        QuotationLine.objects.create(quotation=quotation, title={"fa": "گلیم"}, unit_price=250)
        send_quotation(quotation, actor=None)
        values["code" if name.startswith("public:") else "quotation"] = quotation.code
    return {key: values[key] for key in converters}


@pytest.fixture(scope="module")
def made_world(django_db_setup, django_db_blocker):
    """Made once, in a transaction round those of the tests; it takes as long as most of them."""
    if not storages["public"].exists("pictures/one.webp"):
        storages["public"].save("pictures/one.webp", ContentFile(b"RIFF"))
    around = transaction.atomic()
    around._from_testcase = True  # what must not stand in a transaction may, as in every test
    with django_db_blocker.unblock(), around:
        with translation.override("fa"):
            made = make_world()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world, db):
    with translation.override("fa"):
        yield copy.deepcopy(made_world)


def client_of(world, who):
    client = Client()
    if account := getattr(world, who):
        client.force_login(account, backend="accounts.backends.Backend")
    return client


def test_every_address_has_a_row():
    known = {*MATRIX, *ACCOUNT_PAGES, *RECORDS}
    assert {name for name in ADDRESSES if not name.endswith("None")} - known == set()
    assert known - set(ADDRESSES) == set()


@pytest.mark.sqlite
@pytest.mark.parametrize("name", [name for name in ADDRESSES if not name.startswith("records:")])
def test_every_view_stands_behind_a_door(name):
    callback = ADDRESSES[name].callback
    view = getattr(callback, "view_class", None)
    module = view.__module__ if view else callback.__module__
    assert (view and issubclass(view, Door)) or module.startswith(OTHER_DOORS), f"{name} passes no door"


@pytest.mark.parametrize("name", MATRIX)
def test_each_person_gets_what_the_matrix_says(name, world):
    address = reverse(name, kwargs=arguments(name, world))
    got = tuple(client_of(world, who).get(address).status_code for who in WHO)
    assert got == MATRIX[name]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", sorted(ACCOUNT_PAGES))
def test_pages_of_an_account_never_fail_and_never_show_it_to_visitors(name, world):
    address = reverse(name, kwargs={"pk": 1} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {})
    for who in WHO:
        response = client_of(world, who).get(address)
        assert response.status_code in {200, 302, 404, 405}
    visitor = Client().get(address)
    open_to_all = {"account_login", "account_request_login_code"}
    assert visitor.status_code == (200 if name in open_to_all else 302) or visitor.status_code == 404


@pytest.mark.sqlite
@pytest.mark.parametrize("name", RECORDS)
def test_the_records_open_to_officials_alone(name, world):
    converters = ADDRESSES[name].pattern.converters
    values = {"object_id": world.exhibition.pk, "content_type_id": 1, "app_label": "events", "url": "nothing", "pk": 1}
    try:
        address = reverse(name, kwargs={key: values[key] for key in converters})
    except NoReverseMatch:  # the admin's own patterns take the record, or the app, by position
        address = reverse(name, args=["events" if name.endswith("app_list") else world.exhibition.pk])
    for who in ("visitor", "exhibitor", "stranger"):
        response = client_of(world, who).get(address)
        assert response.status_code in {302, 403, 404}, who
        location = response.headers.get("Location", "").split("?")[0]
        assert "records" not in location or location.endswith("records/login/") or name == "records:logout", who
    for who in ("viewer", "official", "outsider"):
        assert client_of(world, who).get(address).status_code < 500, who


def test_the_portal_of_one_exhibitor_names_no_other(world):
    response = client_of(world, "stranger").get(reverse("portal:home"))
    assert world.maker.name_fa not in response.content.decode()


OF_ONE_WORK = [name for name in MATRIX if name.startswith("portal:") and "code" in ADDRESSES[name].pattern.converters]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", OF_ONE_WORK)
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head"])
def test_the_addresses_of_another_makers_works_are_not_found_by_any_method(name, method, world):
    address = reverse(name, kwargs=arguments(name, world))
    before = Product.objects.order_by("pk").values_list("pk", "state", "availability", "title_fa", "confirmed_on")
    before = list(before)
    for headers in ({}, {"X-Autosave": "1"}, {"X-Part": "list"}):
        status = getattr(client_of(world, "stranger"), method)(address, headers=headers).status_code
        # A method that no page of this kind knows is refused before anybody looks for the work.
        assert status == 404 or status == 405, status
    after = Product.objects.order_by("pk").values_list("pk", "state", "availability", "title_fa", "confirmed_on")
    assert list(after) == before
