"""What a heap is, and which there are."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import ngettext

from enquiries import calls
from enquiries.states import ThreadState
from exhibitors.models import Exhibitor
from exhibitors.states import ParticipationState
from ilamexpo.today.questions import (
    free_stands,
    lacking,
    late_promises,
    late_tasks,
    nobodys_tasks,
    of_officials,
    open_tasks,
    own_messages,
    taking_part,
    threads,
    to_score,
    unannounced,
    unconfirmed,
    undecided,
    unplaced,
    waiting_works,
    without_jury,
    without_picture,
)
from lib.numbers import number_words
from products.models import Picture, Product
from products.states import PictureState, ProductState

WAITS, LATE, NOBODYS, MISSING, CATALOGUE = "waits", "late", "nobodys", "missing", "catalogue"


@dataclass
class Heap:
    """``rows(user, exhibition)`` answers the question; ``address(exhibition)`` is of a page that lists them, where there is
    one besides our own. ``says`` is a sentence for each number."""

    key: str
    part: str
    permission: str
    says: Callable
    rows: Callable
    address: Callable | None = None
    is_about_one: bool = field(init=False)

    def __post_init__(self):
        self.is_about_one = self.part == MISSING

    def url(self, exhibition=None):
        """Of the list of exactly what is counted."""
        if self.address:
            return self.address(exhibition)
        own = reverse("office:today_list", args=[self.key])
        return f"{own}?{urlencode({'exhibition': exhibition.slug})}" if self.is_about_one else own

    def sentence(self, number):
        return figure(self.says(number), number)


def figure(sentence, number):
    """``sentence`` with its ``number`` large; Arabic says "no", "one" and "two" of them in words."""
    return format_html(sentence, number=format_html("<b>{}</b>", number_words(number)))


def page(name, *, query=None, mark=""):
    """An ``address`` of a heap: of that page."""

    def address(_exhibition):
        return reverse(f"office:{name}") + (f"?{urlencode(query)}" if query else "") + mark

    return address


def records(name, query):
    return lambda _exhibition: f"{reverse(f'records:{name}_changelist')}?{urlencode(query)}"


READERS = "exhibitors.view_call"
HEAPS = [
    Heap(
        "works",
        WAITS,
        "products.review_product",
        lambda n: ngettext("{number} work waits for review", "{number} works wait for review", n),
        lambda user, _exhibition: of_officials(Product.objects.sent(), user),
        page("review"),
    ),
    Heap(
        "profiles",
        WAITS,
        "exhibitors.change_exhibitor",
        lambda n: ngettext("{number} profile waits for review", "{number} profiles wait for review", n),
        lambda user, _exhibition: Exhibitor.objects.sent().reviewed_by(user),
        page("profile_list"),
    ),
    Heap(
        "deletions",
        WAITS,
        "exhibitors.change_exhibitor",
        lambda n: ngettext("{number} maker asks for deletion", "{number} makers ask for deletion", n),
        lambda user, _exhibition: Exhibitor.objects.asking_deletion().reviewed_by(user),
        page("deletion_list"),
    ),
    Heap(
        "undecided",
        WAITS,
        "exhibitors.decide_participation",
        lambda n: ngettext("{number} application is undecided", "{number} applications are undecided", n),
        undecided,
    ),
    Heap(
        "unannounced",
        WAITS,
        "exhibitors.decide_participation",
        lambda n: ngettext("{number} decision is not announced", "{number} decisions are not announced", n),
        unannounced,
    ),
    Heap(
        "jury",
        WAITS,
        "exhibitors.judge_participation",
        lambda n: ngettext("{number} application waits for your score", "{number} applications wait for your score", n),
        to_score,
        page("jury_list"),
    ),
    Heap(
        "new-enquiries",
        WAITS,
        "enquiries.view_thread",
        lambda n: ngettext("{number} enquiry has no answer at all", "{number} enquiries have no answer at all", n),
        lambda user, _exhibition: threads(user).filter(state=ThreadState.NEW),
        page("enquiry_list", query={"state": ThreadState.NEW}),
    ),
    Heap(
        "calls",
        WAITS,
        "accounts.change_message",
        lambda n: ngettext("{number} call is to be made", "{number} calls are to be made", n),
        lambda user, _exhibition: calls.waiting(own_messages(user)),
        page("message_list"),
    ),
    Heap(
        "translations",
        WAITS,
        "products.translate_product",
        lambda n: ngettext(
            "{number} public work waits for a translation", "{number} public works wait for a translation", n
        ),
        lambda user, _exhibition: waiting_works(user),
        page("translations"),
    ),
    Heap(
        "tasks",
        WAITS,
        "exhibitors.view_task",
        lambda n: ngettext("{number} task is yours", "{number} tasks are yours", n),
        open_tasks,
    ),
    Heap(
        "overdue",
        LATE,
        "enquiries.view_thread",
        lambda n: ngettext("{number} first answer is overdue", "{number} first answers are overdue", n),
        lambda user, _exhibition: threads(user).overdue(),
        page("enquiry_list", query={"overdue": 1}),
    ),
    Heap(
        "late-tasks",
        LATE,
        "exhibitors.view_task",
        lambda n: ngettext("{number} task of yours is late", "{number} tasks of yours are late", n),
        late_tasks,
    ),
    Heap(
        "late-promises",
        LATE,
        "cooperation.change_promise",
        lambda n: ngettext(
            "{number} promise of the cooperation is late", "{number} promises of the cooperation are late", n
        ),
        late_promises,
        page("promise_list", query={"late": 1}),
    ),
    Heap(
        "unconfirmed",
        LATE,
        "exhibitors.decide_participation",
        lambda n: ngettext(
            "{number} accepted exhibitor has not confirmed in time",
            "{number} accepted exhibitors have not confirmed in time",
            n,
        ),
        unconfirmed,
    ),
    Heap(
        "failed-mails",
        LATE,
        "accounts.change_message",
        lambda n: ngettext("{number} mail was not delivered", "{number} mails were not delivered", n),
        lambda user, _exhibition: calls.failed(own_messages(user)),
        page("message_list", mark="#failed"),
    ),
    Heap(
        "nobodys-enquiries",
        NOBODYS,
        "enquiries.change_thread",
        lambda n: ngettext(
            "{number} open enquiry is cared for by nobody", "{number} open enquiries are cared for by nobody", n
        ),
        lambda user, _exhibition: threads(user).filter(assigned_to=None).exclude(state=ThreadState.CLOSED),
        page("enquiry_list", query={"nobodys": 1}),
    ),
    Heap(
        "nobodys-tasks",
        NOBODYS,
        "exhibitors.change_task",
        lambda n: ngettext("{number} task of the office is nobody's", "{number} tasks of the office are nobody's", n),
        nobodys_tasks,
    ),
    Heap(
        "no-jury",
        NOBODYS,
        "exhibitors.decide_participation",
        lambda n: ngettext("{number} call has no juror", "{number} calls have no juror", n),
        without_jury,
    ),
    Heap(
        "taking-part",
        MISSING,
        READERS,
        lambda n: ngettext("{number} takes part", "{number} take part", n),
        lambda _user, exhibition: taking_part(exhibition),
    ),
    Heap(
        "applying",
        MISSING,
        READERS,
        lambda n: ngettext("{number} application is undecided", "{number} applications are undecided", n),
        lambda _user, exhibition: exhibition.participations.filter(state=ParticipationState.SUBMITTED, pending=""),
    ),
    Heap(
        "unplaced",
        MISSING,
        READERS,
        lambda n: ngettext("{number} takes part without a stand", "{number} take part without a stand", n),
        unplaced,
    ),
    Heap(
        "free",
        MISSING,
        READERS,
        lambda n: ngettext("{number} stand is free", "{number} stands are free", n),
        free_stands,
    ),
    Heap(
        "goods",
        MISSING,
        READERS,
        lambda n: ngettext(
            "{number} takes part without a list of goods", "{number} take part without a list of goods", n
        ),
        lacking("goods"),
    ),
    Heap(
        "licence",
        MISSING,
        READERS,
        lambda n: ngettext(
            "{number} has no licence valid to the last day", "{number} have no licence valid to the last day", n
        ),
        lacking("licence"),
    ),
    Heap(
        "texts",
        MISSING,
        READERS,
        lambda n: ngettext("{number} lacks a text in a language", "{number} lack a text in a language", n),
        lacking("texts"),
    ),
    Heap(
        "portrait",
        MISSING,
        READERS,
        lambda n: ngettext("{number} has no portrait", "{number} have no portrait", n),
        lacking("portrait"),
    ),
    Heap(
        "pictures",
        MISSING,
        READERS,
        lambda n: ngettext(
            "{number} work goes there without a picture", "{number} works go there without a picture", n
        ),
        without_picture,
    ),
    Heap(
        "work-texts",
        MISSING,
        "products.translate_product",
        lambda n: ngettext(
            "{number} public work waits for a translation", "{number} public works wait for a translation", n
        ),
        waiting_works,
        lambda exhibition: f"{reverse('office:translations')}?{urlencode({'exhibition': exhibition.slug})}",
    ),
    Heap(
        "drafts",
        CATALOGUE,
        READERS,
        lambda n: ngettext("{number} work is a draft", "{number} works are drafts", n),
        lambda user, _exhibition: Product.objects.overseen_by(user).filter(state=ProductState.DRAFT),
        records("products_product", {"state__exact": ProductState.DRAFT}),
    ),
    Heap(
        "public",
        CATALOGUE,
        READERS,
        lambda n: ngettext("{number} work is public", "{number} works are public", n),
        lambda user, _exhibition: Product.objects.overseen_by(user).filter(state=ProductState.PUBLISHED),
        records("products_product", {"state__exact": ProductState.PUBLISHED}),
    ),
    Heap(
        "pictures-set-aside",
        CATALOGUE,
        READERS,
        lambda n: ngettext("{number} picture could not be prepared", "{number} pictures could not be prepared", n),
        lambda user, _exhibition: Picture.objects.filter(
            state=PictureState.SET_ASIDE, product__in=Product.objects.overseen_by(user).order_by().values("pk")
        ),
    ),
    Heap(
        "not-public",
        CATALOGUE,
        READERS,
        lambda n: ngettext("{number} exhibitor is not public", "{number} exhibitors are not public", n),
        lambda user, _exhibition: Exhibitor.objects.overseen_by(user).filter(publication="draft"),
        records("exhibitors_exhibitor", {"publication__exact": "draft"}),
    ),
]
