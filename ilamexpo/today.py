"""What an official finds in the morning: heaps of what waits, is late, is nobody's or is missing.

A heap is a question about rows. Its number and the list behind its number ask the same question, so they never differ;
all numbers of a page are one query.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from accounts.models import Message, User
from enquiries import calls
from enquiries.models import Thread
from enquiries.states import EnquiryState, ThreadState
from events.models import Exhibition, Role, Stand
from events.permissions import OFFICIALS
from events.states import CLOSED, STOPPED, Status
from exhibitors.models import Allocation, Exhibitor, Participation, PlanVersion, Review, Task
from exhibitors.states import SHOWN, ParticipationState
from exhibitors.telling import lacks
from lib.dates import today_in_ilam
from lib.numbers import number_words
from products.models import Picture, Product
from products.states import PictureState, ProductState

WAITS, LATE, NOBODYS, MISSING, CATALOGUE = "waits", "late", "nobodys", "missing", "catalogue"
OVER = (*CLOSED, *STOPPED)
COMING = 3  # exhibitions whose preparation the first page shows


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


def of_officials(rows, user):
    """Those the roles for it let this official decide; to read everything is another role."""
    return rows.within_roles(user, OFFICIALS)


def threads(user):
    return Thread.objects.overseen_by(user).exclude(enquiry__state=EnquiryState.SPAM)


def own_messages(user):
    return calls.handled_by(Message.objects.all(), user)


def undecided(user, _exhibition=None):
    """Applications about which the office has recorded nothing."""
    rows = of_officials(Participation.objects.all(), user)
    return rows.filter(state=ParticipationState.SUBMITTED, pending="").exclude(exhibition__status=Status.CANCELLED)


def unannounced(user, _exhibition=None):
    waiting = (ParticipationState.SUBMITTED, ParticipationState.RESERVE)
    return of_officials(Participation.objects.filter(state__in=waiting).exclude(pending=""), user)


def unconfirmed(user, _exhibition=None):
    rows = of_officials(Participation.objects.filter(state=ParticipationState.ACCEPTED), user)
    return rows.filter(confirm_by__lt=timezone.now()).exclude(exhibition__status__in=OVER)


def to_score(user, _exhibition=None):
    """Applications this juror was given and has not scored."""
    given = Participation.objects.judged_by(user).within_roles(user, (Role.Kind.JUROR,))
    scored = Review.objects.filter(participation=OuterRef("pk"), juror=user, scores__isnull=False).order_by()
    return given.filter(~Exists(scored), state=ParticipationState.SUBMITTED)


def open_tasks(user, _exhibition=None):
    """What this official has to do; a task's deadline follows from its exhibition's days, so that it is no column."""
    return Task.objects.filter(official=user, done_at=None).exclude(exhibition__status=Status.CANCELLED)


def late_tasks(user, _exhibition=None):
    today = today_in_ilam()
    rows = open_tasks(user).select_related("exhibition__call")
    late = [task.pk for task in rows if task.deadline and task.deadline < today]
    return Task.objects.filter(pk__in=late)


def nobodys_tasks(user, _exhibition=None):
    rows = Task.objects.overseen_by(user).filter(whose=Task.For.OFFICE, official=None, done_at=None)
    return rows.exclude(exhibition__status__in=OVER)


def without_jury(user, _exhibition=None):
    """Exhibitions whose call has opened, which somebody has to judge and nobody was asked to."""
    rows = Exhibition.objects.overseen_by(user).filter(call__opens_at__lte=timezone.now(), call__panel=None)
    return rows.exclude(status__in=(*OVER, Status.PREPARATION, Status.RUNNING))


def taking_part(exhibition):
    return Participation.objects.filter(exhibition=exhibition, state__in=SHOWN)


def unplaced(_user, exhibition):
    standing = Allocation.objects.standing().filter(participation=OuterRef("pk")).order_by()
    return taking_part(exhibition).filter(~Exists(standing))


def free_stands(_user, exhibition):
    standing = Allocation.objects.standing().filter(stand=OuterRef("pk")).order_by()
    rows = Stand.objects.filter(hall__exhibition=exhibition, state=Stand.State.OPEN)
    return rows.filter(~Exists(standing))


def without_picture(_user, exhibition):
    """Works that go there and have no picture to be shown by."""
    going = Product.objects.filter(exhibits__participation__in=taking_part(exhibition)).order_by().values("pk")
    return Product.objects.filter(pk__in=going, cover=None)


def lacking(name):
    return lambda _user, exhibition: taking_part(exhibition).filter(lacks(name, exhibition))


def waiting_works(user, exhibition=None):
    rows = of_officials(Product.objects.published(), user).filter(waits_since__isnull=False)
    return rows.filter(exhibitor__participations__exhibition=exhibition).distinct() if exhibition else rows


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
# Always said: how far the next exhibition is, and what the catalogue holds. Everything else is quiet at nought.
ALWAYS = {"taking-part", "applying", "unplaced", "free", "drafts", "public", "not-public"}


def find_heap(key, user):
    """The heap of that name that this official may look through, or None."""
    return next((heap for heap in HEAPS if heap.key == key and user.has_perm(heap.permission)), None)


def counted(rows):
    """How many ``rows`` are, as a part of another query."""
    rows = rows.order_by()
    if rows.query.distinct:
        rows = rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by()
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Coalesce(Subquery(rows.annotate(number=number).values("number")), 0)


def count_heaps(user, exhibitions):
    """[(heap, exhibition or None, number)] of all this official may look through (1 query, and 1 for the own tasks)."""
    asked = []
    for heap in HEAPS:
        for exhibition in exhibitions if heap.is_about_one else [None]:
            if user.has_perm(heap.permission, exhibition):
                asked.append((heap, exhibition))
    if not asked:
        return []
    questions = {f"n{place}": counted(heap.rows(user, exhibition)) for place, (heap, exhibition) in enumerate(asked)}
    numbers = User.objects.filter(pk=user.pk).values_list(*questions.values()).get()
    return [(*each, number) for each, number in zip(asked, numbers, strict=True)]


def coming_exhibitions(user):
    """What runs and what opens next, the nearest first (1 query)."""
    rows = Exhibition.objects.overseen_by(user).in_timeline().filter(rank__in=(0, 1, 2)).with_set_up()
    return list(rows.exclude(status__in=CLOSED)[:COMING])


def line_of(record):
    """(words, more, code, address, the record of the sample mark) of one row of a heap, as our own list shows it."""
    if isinstance(record, Participation):
        return (
            str(record.exhibitor),
            f"{record.exhibition} · {record.get_state_display()}",
            record.code or "",
            application_page(record),
        )
    if isinstance(record, Task):
        return str(record), str(record.exhibition), "", exhibition_page("task_list", record.exhibition)
    if isinstance(record, Stand):
        return record.code, str(record.hall), record.public_code, exhibition_page("stand_plan", record.hall.exhibition)
    if isinstance(record, Exhibition):
        return str(record), record.get_status_display(), "", exhibition_page("call_edit", record)
    if isinstance(record, Picture):
        product = record.product
        return (
            str(product),
            str(product.exhibitor),
            product.code,
            reverse("records:products_product_change", args=[product.pk]),
        )
    return str(record), str(record.exhibitor), record.code, reverse("records:products_product_change", args=[record.pk])


LOADED = {
    Participation: ("exhibitor", "exhibition"),
    Task: ("exhibition__call",),
    Stand: ("hall__exhibition",),
    Exhibition: (),
    Picture: ("product__exhibitor",),
    Product: ("exhibitor",),
}


def rows_of(heap, user, exhibition):
    """The rows of a heap in an order that stays, with what ``line_of`` reads."""
    rows, oldest = heap.rows(user, exhibition), F("submitted_at").asc(nulls_last=True)
    loaded = LOADED[rows.model]
    rows = rows.order_by(*([oldest] if rows.model is Participation else []), "pk")
    return rows.select_related(*loaded) if loaded else rows


def application_page(application):
    if application.code:
        return reverse("office:application_detail", args=[application.code])
    # The release before gave it none.
    return reverse("records:exhibitors_participation_change", args=[application.pk])


def exhibition_page(name, exhibition):
    return reverse(f"office:{name}", args=[exhibition.slug])


def plan_lines(exhibitions, user):
    """{exhibition: a sentence and its address} for those whose plan nobody has seen yet (1 query)."""
    released = set(PlanVersion.objects.filter(exhibition__in=exhibitions).values_list("exhibition", flat=True))
    return {
        each.pk: (gettext("Its plan of stands is not released."), exhibition_page("stand_plan", each))
        for each in exhibitions
        if each.has_stands and each.pk not in released and user.has_perm(READERS, each)
    }
