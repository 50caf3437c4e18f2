"""Every address of the office, opened by every role; an address without a row here fails."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Role
from events.permissions import administrators, officials_of_all
from tests.factories import ExhibitionFactory, UserFactory, official
from tests.records import typed
from tests.test_matrix import ADDRESSES, arguments, made_world, world  # noqa: F401 - the last two are fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
K = Role.Kind
# What each of these gets from a GET, in this order.
KINDS = (K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.JUROR, K.DESK, K.VIEWER, K.HOST)
EVERYBODY = (200, 200, 200, 200, 200, 200, 403)
READERS = (200, 200, 200, 403, 200, 200, 403)
READERS_OF_ALL = (200, 200, 200, 403, 403, 200, 403)
ORGANISERS = (200, 200, 200, 403, 403, 403, 403)
OFFICIALS = (200, 200, 403, 403, 403, 403, 403)
# The register of the cooperation is the governorate's.
KEEPERS = (200, 403, 200, 403, 403, 403, 403)
DESK = (200, 200, 403, 403, 200, 403, 403)
COUNTERS = (200, 200, 200, 403, 200, 403, 403)
JURORS = (403, 403, 403, 200, 403, 403, 403)
# Only posts are taken; whoever may not come in at all is told that first.
POSTS_OF_OFFICIALS = (405, 405, 403, 403, 403, 403, 403)
POSTS_OF_DESK = (405, 405, 403, 403, 405, 403, 403)
POSTS_OF_ORGANISERS = (405, 405, 405, 403, 403, 403, 403)
# Nothing of that name was sent or kept.
NO_FILE_OF_READERS = (404, 404, 404, 403, 404, 404, 403)


def office(names):
    return [f"office:{name}" for name in names.split()]


ROLES = {
    **dict.fromkeys(
        office(
            "exhibition_detail exhibition_list exhibition_preview exhibition_price_cards exhibition_prints "
            "exhibition_programme exhibition_stand_signs exhibitor_price_cards search"
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        office(
            "application_detail application_list call_edit circular_detail circular_list enquiry_detail "
            "enquiry_export enquiry_here enquiry_list enquiry_quotation exhibition_announce exhibition_feedback "
            "exhibition_goods exhibition_ranking exhibition_sales exhibition_visitors exhibitor_list goods_workbook "
            "plan_release sales_workbook stand_detail stand_halls stand_history stand_plan task_detail task_list "
            "visitor_sheet"
        ),
        READERS,
    ),
    **dict.fromkeys(
        office("exhibition_report report_rows report_paper report_workbook report_list report_compare unmet_demand"),
        READERS,
    ),
    **dict.fromkeys(office("report_texts"), ORGANISERS),
    # The governorate signs off.
    "office:report_sign": (405, 403, 405, 403, 403, 403, 403),
    # None is signed off.
    **dict.fromkeys(office("report_frozen"), NO_FILE_OF_READERS),
    **dict.fromkeys(office("audit health kept"), READERS_OF_ALL),
    **dict.fromkeys(
        office(
            "circular_edit circular_new exhibition_clone exhibition_edit exhibition_new exhibition_publish "
            "exhibition_reschedule exhibition_withdraw task_edit task_new"
        ),
        ORGANISERS,
    ),
    **dict.fromkeys(
        office(
            "application_new deletion_list deletion_review exhibition_next exhibitor_access goods_import "
            "profile_list profile_review review review_detail translate_exhibitor translate_product translations "
            "workbook_import workbook_template"
        ),
        OFFICIALS,
    ),
    **dict.fromkeys(office("enquiry_new message_list sales_import"), DESK),
    "office:visitor_tally": COUNTERS,
    **dict.fromkeys(office("jury_list"), JURORS),
    **dict.fromkeys(
        office(
            "application_confirm application_decide application_decline application_return application_undo "
            "deletion_undo exhibition_announce_undo exhibitor_act profile_undo review_decide review_undo "
            "thread_quote"
        ),
        POSTS_OF_OFFICIALS,
    ),
    **dict.fromkeys(
        office(
            "enquiry_address enquiry_contact enquiry_hold enquiry_release enquiry_see thread_assign thread_close "
            "thread_decide thread_note thread_reopen thread_reply"
        ),
        POSTS_OF_DESK,
    ),
    **dict.fromkeys(office("circular_delete circular_send circular_undo"), POSTS_OF_ORGANISERS),
    **dict.fromkeys(office("enquiry_file profile_paper"), NO_FILE_OF_READERS),
    **dict.fromkeys(
        office("promise_extract promise_extract_pdf promise_list record_chain record_detail record_list"), READERS
    ),
    **dict.fromkeys(office("record_readers"), KEEPERS),
    **dict.fromkeys(office("record_paper"), NO_FILE_OF_READERS),
    # Its buttons are posted; a look leads to the record.
    **dict.fromkeys(office("record_move promise_checked promise_due"), (302, 403, 302, 403, 403, 403, 403)),
    # What the partner's officers read; officials see the same pages.
    **dict.fromkeys(office("shared_record_list shared_record"), (200, 200, 200, 403, 200, 200, 200)),
    "office:shared_record_paper": (404, 404, 404, 403, 404, 404, 404),
    # Nothing of this exhibition is shared with a host yet.
    "office:exhibition_shared": (200, 200, 200, 403, 200, 200, 404),
    # Its buttons are posted; a look leads to the exhibition.
    "office:exhibition_status": (302, 302, 302, 403, 403, 403, 403),
    # This juror was given nothing.
    "office:jury_review": (403, 403, 403, 404, 403, 403, 403),
    # The page that is a host's own; officials see what it shows.
    "office:shared_list": (200, 200, 200, 403, 200, 200, 200),
    # A host is led to what is shared.
    "office:today": (200, 200, 200, 200, 200, 200, 302),
    # What waits for whoever decides is nobody else's list.
    "office:today_list": (200, 200, 404, 404, 404, 404, 403),
}
OF_ONE_RECORD = sorted({name for name in ROLES if ADDRESSES[name].pattern.converters} - {"office:today_list"})
OFFICE = sorted(name for name in ADDRESSES if name.startswith("office:"))


@pytest.fixture(scope="module")
def roles(made_world, django_db_blocker):  # noqa: F811
    """A client of each role for all exhibitions, and of each for one other exhibition; signed in once."""
    with django_db_blocker.unblock():
        elsewhere = ExhibitionFactory(slug="another-place")
        return SimpleNamespace(
            everywhere={kind: client_of(official(kind)) for kind in KINDS},
            elsewhere={kind: client_of(official(kind, exhibition=elsewhere)) for kind in KINDS},
        )


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def test_every_address_of_the_office_has_a_row():
    assert set(OFFICE) ^ set(ROLES) == set()


@pytest.mark.parametrize("name", sorted(ROLES))
def test_each_role_gets_what_the_table_says(name, roles, world):  # noqa: F811
    address = reverse(name, kwargs=arguments(name, world))
    got = tuple(roles.everywhere[kind].get(address).status_code for kind in KINDS)
    assert got == ROLES[name]


@pytest.mark.parametrize("name", OF_ONE_RECORD)
def test_a_role_for_another_exhibition_opens_nothing_of_this_one(name, roles, world):  # noqa: F811
    address = reverse(name, kwargs=arguments(name, world))
    for kind, expected in zip(KINDS, ROLES[name], strict=True):
        status = roles.elsewhere[kind].get(address).status_code
        # Whether such a record is there is not said: it is not found, where the role may open its like at all.
        assert status in ({403, 404} if expected == 403 else {403, 404, 405}), kind


@pytest.mark.parametrize("kind", KINDS)
def test_only_an_administrator_gives_roles(kind, roles, world):  # noqa: F811
    client = roles.everywhere[kind]
    page, somebody = reverse("records:events_role_add"), UserFactory()
    form = {"user": somebody.pk, "kind": K.VIEWER, "exhibition": ""}

    answer = client.get(page)
    assert answer.status_code == (200 if kind == K.ADMINISTRATOR else 403)
    if answer.status_code == 200:
        form = typed(answer.content.decode()) | form
    client.post(page, form)

    assert Role.objects.filter(user=somebody).exists() == (kind == K.ADMINISTRATOR)


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_are_changed_by_officials_of_all_exhibitions(kind, world):  # noqa: F811
    changes = kind in {K.ADMINISTRATOR, K.OFFICIAL}
    assert official(kind).has_perm("accounts.change_user") == changes
    assert not official(kind, exhibition=world.exhibition).has_perm("accounts.change_user")
    assert officials_of_all.test(official(kind)) == changes
    assert administrators.test(official(kind)) == (kind == K.ADMINISTRATOR)


@pytest.mark.parametrize("kind", [K.VIEWER, K.JUROR, K.HOST])
def test_who_only_looks_changes_nothing_in_the_records(kind, roles, world):  # noqa: F811
    client = roles.everywhere[kind]
    for record in (world.exhibition, world.maker, world.product):
        name = f"records:{record._meta.app_label}_{record._meta.model_name}"
        assert client.post(reverse(f"{name}_change", args=[record.pk]), {"slug": "taken-over"}).status_code in {
            302,
            403,
        }
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[record.pk]), {"post": "yes"}).status_code in {302, 403}
        assert type(record).objects.filter(pk=record.pk, slug=record.slug).exists()
