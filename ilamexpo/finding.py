"""What the search box of the office finds: by name (folded), by phone in any digits, by code, by the number of a stand.

Every kind of record is a group with its own permission, narrowed to what the official oversees. A whole code leads to its
record at once. No group asks for more than it shows, so a search costs at most thirteen queries.
"""

from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.models import Person, Record
from enquiries.models import Enquiry, Quotation
from enquiries.states import EnquiryState
from events.models import Exhibition, Stand
from exhibitors.models import Allocation, ContactPoint, Exhibitor, Participation, Representative
from lib import codes
from lib.languages import CODES
from lib.phones import possible_phones
from lib.search import perhaps, says
from lib.text import fold
from products.models import Product
from products.states import ProductState

SHOWN = 6
# Rows the database takes for likely, of which only those that really say it are shown.
LIKELY = 40
LONGEST = 100
COUNTRIES = ("IQ", "IR")
LONGEST_STAND = 12
COMING = (0, 1)  # ranks of ``in_timeline``: running, next


@dataclass
class Found:
    """One line of the answer; ``words`` are the record's own, ``more`` tells it from others of that name."""

    words: str
    url: str
    more: str = ""
    code: str = ""
    is_sample: bool = False


@dataclass
class Group:
    key: str
    title: str
    rows: list = field(default_factory=list)
    all_url: str = ""
    has_more: bool = False


def page(name, *args, **query):
    url = reverse(name, args=args)
    return f"{url}?{urlencode(query)}" if query else url


def clean(text):
    return " ".join(text.replace("\x00", "").split())[:LONGEST]


def phones_of(text):
    """The numbers it may be; none for what is too short to be one."""
    return possible_phones(text, COUNTRIES) if sum(sign.isdigit() for sign in text) > 6 else set()


class Search:
    """One question of one official."""

    def __init__(self, user, text):
        self.user, self.text = user, clean(text)
        self.phones = phones_of(self.text)
        self.is_name = len(fold(self.text).replace(" ", "")) > 1

    def may(self, permission, record=None):
        return self.user.has_perm(permission, record)

    def narrow(self, rows):
        return rows.overseen_by(self.user)

    def address(self):
        """Of the record whose whole code was typed; "" for anything else (at most 3 queries)."""
        try:
            code = codes.read(self.text)
        except ValueError:
            return ""
        find = {
            "P": self.product_page,
            "X": self.exhibitor_page,
            "S": self.stand_page,
            "E": self.enquiry_page,
            "Q": self.quotation_page,
            "D": self.application_page,
        }[code[0]]
        return find(code)

    def product_page(self, code):
        product = self.first(Product, "products.view_product", code=code)
        return product and page_of_product(product, self.user)

    def exhibitor_page(self, code):
        exhibitor = self.first(Exhibitor, "exhibitors.view_exhibitor", code=code)
        return exhibitor and page("records:exhibitors_exhibitor_change", exhibitor.pk)

    def stand_page(self, code):
        stands = self.stands().filter(public_code=code) if self.may("events.view_stand") else ()
        return next((page_of_stand(stand) for stand in stands[:1]), "")

    def enquiry_page(self, code):
        return self.first(Enquiry, "enquiries.view_enquiry", code=code) and page("office:enquiry_detail", code)

    def quotation_page(self, code):
        quoted = Quotation.objects.sent().filter(code=code).values("thread__enquiry")
        enquiry = self.first(Enquiry, "enquiries.view_enquiry", pk__in=quoted)
        return enquiry and page("office:enquiry_detail", enquiry.code)

    def application_page(self, code):
        seen = (
            "exhibitors.view_participation"
            if self.may("exhibitors.view_participation")
            else "exhibitors.judge_participation"
        )
        application = self.first(Participation, seen, code=code)
        return application and page_of_application(application, self.user)

    def first(self, model, permission, **what):
        return self.narrow(model.objects.filter(**what)).first() if self.may(permission) else None

    def groups(self):
        """The groups in which something was found."""
        if not self.text:
            return []
        makers = [
            *(self.exhibitions, self.exhibitors, self.products, self.standing, self.enquiries, self.people),
            *(self.cooperation, self.counterparts),
        ]
        return [group for make in makers if (group := make()) and group.rows]

    def exhibitions(self):
        if not self.is_name or not self.may("events.view_exhibition"):
            return None
        names = [f"name_{code}" for code in CODES]
        rows = self.narrow(Exhibition.objects.filter(perhaps(self.text, *names))).order_by("-starts_on", "slug")
        found = [each for each in rows[:LIKELY] if says(self.text, *(getattr(each, name) for name in names))]
        return self.group(
            "exhibitions",
            _("Exhibitions"),
            found,
            lambda each: Found(
                str(each),
                page("office:exhibition_detail", each.slug),
                more=each.get_status_display(),
                code=each.slug,
                is_sample=each.is_sample,
            ),
            page("office:exhibition_list", q=self.text),
        )

    def exhibitors(self):
        """By name, craft or county; by phone where this official may know it."""
        if not self.may("exhibitors.view_exhibitor"):
            return None
        rows = self.narrow(Exhibitor.objects.select_related("place"))
        if self.phones:
            if not self.may("exhibitors.view_contactpoint"):
                return None
            points = ContactPoint.objects.filter(value__in=self.phones).order_by()
            rows = rows.filter(pk__in=points.values("exhibitor"))
        elif self.is_name:
            rows = rows.matching(self.text)
        else:
            return None
        link = page("office:exhibitor_list", q=self.text) if self.may("exhibitors.view_representative") else ""
        return self.group(
            "exhibitors",
            _("Artists and producers"),
            list(rows.order_by("slug")[: SHOWN + 1]),
            lambda each: Found(
                str(each),
                page("records:exhibitors_exhibitor_change", each.pk),
                more=str(each.place or ""),
                code=each.code,
                is_sample=each.is_sample,
            ),
            link if not self.phones else "",
        )

    def products(self):
        if not self.is_name or self.phones or not self.may("products.view_product"):
            return None
        rows = self.narrow(Product.objects.filter(revises=None)).matching(self.text).select_related("exhibitor")
        return self.group(
            "products",
            _("Works"),
            list(rows.order_by()[: SHOWN + 1]),
            lambda each: Found(
                str(each),
                page_of_product(each, self.user),
                more=str(each.exhibitor),
                code=each.code,
                is_sample=each.is_sample,
            ),
            page("records:products_product_changelist", q=self.text),
        )

    def stands(self):
        exhibitions = self.narrow(Exhibition.objects.all()).order_by().values("pk")
        return Stand.objects.filter(hall__exhibition__in=exhibitions).select_related("hall__exhibition")

    def standing(self):
        """The stands of that number at the exhibitions that run or come."""
        number = fold(self.text).replace(" ", "").replace("-", "")
        if not number or len(number) > LONGEST_STAND or self.phones or not self.may("events.view_stand"):
            return None
        coming = self.narrow(Exhibition.objects.in_timeline()).filter(rank__in=COMING).order_by().values("pk")
        rows = (
            Stand.objects.filter(code__iexact=number, hall__exhibition__in=coming)
            .select_related("hall__exhibition")
            .prefetch_related(Prefetch("allocations", Allocation.objects.select_related("participation__exhibitor")))
        )
        return self.group(
            "stands",
            _("Stands"),
            list(rows.order_by("hall__exhibition__starts_on", "pk")[: SHOWN + 1]),
            lambda each: Found(
                f"{each.code} · {each.hall.exhibition}",
                page_of_stand(each),
                more=" · ".join(
                    [str(each.hall), *(str(given.participation.exhibitor) for given in each.allocations.all())]
                ),
                code=each.public_code,
            ),
        )

    def enquiries(self):
        if not self.may("enquiries.view_enquiry"):
            return None
        rows = self.narrow(Enquiry.objects.exclude(state=EnquiryState.SPAM)).order_by("-created_at", "-pk")
        if self.phones:
            found = list(rows.filter(phone__in=self.phones)[: SHOWN + 1])
        elif self.is_name:
            asked = Q(email__iexact=self.text) if "@" in self.text else perhaps(self.text, "name")
            found = [each for each in rows.filter(asked)[:LIKELY] if "@" in self.text or says(self.text, each.name)]
        else:
            return None
        return self.group(
            "enquiries",
            _("Enquiries"),
            found,
            lambda each: Found(
                each.buyer,
                page("office:enquiry_detail", each.code),
                more=" · ".join(filter(None, [str(each.get_kind_display()), each.city])),
                code=each.code,
                is_sample=each.is_sample,
            ),
            "" if self.phones else page("office:enquiry_list", q=self.text),
        )

    def people(self):
        """Accounts, for officials; those who represent somebody this official oversees, for whoever reads that."""
        if not self.may("exhibitors.view_representative"):
            return None
        if self.phones:
            asked = Q(phone__in=self.phones)
        elif self.is_name:
            asked = Q(email__iexact=self.text) if "@" in self.text else perhaps(self.text, "name")
        else:
            return None
        mine = self.narrow(Exhibitor.objects.all()).order_by().values("pk")
        speaking = Representative.objects.filter(exhibitor__in=mine).order_by()
        rows = User.objects.filter(asked)
        sees_all = self.may("accounts.view_user") and self.user.overseen_exhibitions() is None
        if not sees_all:
            rows = rows.filter(pk__in=speaking.values("user"))
        rows = rows.prefetch_related(
            Prefetch("representations", speaking.order_by("pk").select_related("exhibitor"), to_attr="speaks_for")
        )
        found = list(rows.order_by("name", "pk")[:LIKELY])
        if not self.phones and "@" not in self.text:
            found = [each for each in found if says(self.text, each.name)]
        opens = self.may("accounts.view_user")
        link = opens and sees_all and not self.phones and page("records:accounts_user_changelist", q=self.text)
        return self.group(
            "people",
            _("Persons"),
            found,
            lambda each: Found(
                str(each),
                self.page_of_person(each, opens),
                more=" · ".join(str(of.exhibitor) for of in each.speaks_for),
            ),
            link or "",
        )

    def cooperation(self):
        """Records of the cooperation by their title."""
        if not self.is_name or self.phones or not self.may("cooperation.view_record"):
            return None
        titles = [f"title_{code}" for code in CODES]
        rows = self.narrow(Record.objects.filter(perhaps(self.text, *titles)))
        found = [each for each in rows[:LIKELY] if says(self.text, *(getattr(each, name) for name in titles))]
        return self.group(
            "cooperation",
            _("Cooperation"),
            found,
            lambda each: Found(
                str(each),
                page("office:record_detail", each.slug),
                more=str(each.get_kind_display()),
                code=each.slug,
                is_sample=each.is_sample,
            ),
            page("office:record_list", q=self.text),
        )

    def counterparts(self):
        """People of the register, on either side."""
        if not self.may("cooperation.view_person"):
            return None
        names = [f"name_{code}" for code in CODES] + ["latin_name"]
        if self.phones:
            found = list(Person.objects.filter(phone__in=self.phones).order_by("pk")[: SHOWN + 1])
        elif self.is_name and not any(map(str.isdigit, self.text)):  # no person's name holds a number
            rows = Person.objects.filter(perhaps(self.text, *names))[:LIKELY]
            found = [each for each in rows if says(self.text, *(getattr(each, name) for name in names))]
        else:
            return None
        return self.group(
            "counterparts",
            _("People of the cooperation"),
            found,
            lambda each: Found(
                str(each),
                page("records:cooperation_person_change", each.pk),
                more=each.latin_name,
                is_sample=each.is_sample,
            ),
            page("records:cooperation_person_changelist", q=self.text),
        )

    def page_of_person(self, person, opens):
        if opens:
            return page("records:accounts_user_change", person.pk)
        return page("office:exhibitor_list", q=person.speaks_for[0].exhibitor.code) if person.speaks_for else ""

    def group(self, key, title, found, line, all_url=""):
        return Group(key, title, [line(each) for each in found[:SHOWN]], all_url, has_more=len(found) > SHOWN)


def page_of_stand(stand):
    return page("office:stand_plan", stand.hall.exhibition.slug) + f"#{stand.public_code}"


def page_of_product(product, user):
    if product.state == ProductState.SENT and user.has_perm("products.review_product", product):
        return page("office:review_detail", product.code)
    return page("records:products_product_change", product.pk)


def page_of_application(application, user):
    """Where the office reads it; a juror scores it on a page of the own."""
    if user.has_perm("exhibitors.view_answer", application):
        return page("office:application_detail", application.code)
    return page("office:jury_review", application.code)
