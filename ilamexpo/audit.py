"""What was done on the site, from both trails: changes of state, and what was entered, edited, deleted and read.

A page is found by where the last one ended, never by counting: the database walks the moments of each trail and stops
when the page is full. Unknown values of the address are ignored.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from accounts.models import StateChange, User
from accounts.records.history import row_of_change, row_of_entry
from accounts.records.reading import field_of
from enquiries.desk import begin_of, read_day
from events.models import Exhibition
from exhibitors.models import Exhibitor, Participation
from lib.numbers import row_number
from products.models import Product

PAGE = 50
LONGEST_WORDS = 100
STATE = "state"
ACTS = {
    STATE: pgettext_lazy("act in the audit trail", "changed a state"),
    "edit": pgettext_lazy("act in the audit trail", "edited"),
    "made": pgettext_lazy("act in the audit trail", "entered"),
    "deleted": pgettext_lazy("act in the audit trail", "deleted"),
    "read": pgettext_lazy("act in the audit trail", "read"),
}
IN_LOG = {
    "edit": LogEntry.Action.UPDATE,
    "made": LogEntry.Action.CREATE,
    "deleted": LogEntry.Action.DELETE,
    "read": LogEntry.Action.ACCESS,
}
# Whose rows an edit calls by name.
NAMED = (User, Exhibition, Exhibitor, Participation, Product)
NAMES = {action: act for act, action in IN_LOG.items()}
# Of one moment, changes of state come before what the other trail says.
ORDER = "sl"


@dataclass
class Asked:
    """What the address of the page asks for; ``read`` makes one of any query string and never fails."""

    person: str = ""
    kind: str = ""
    act: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    after: tuple | None = None

    @classmethod
    def read(cls, query):
        def words(name):
            return " ".join(query.get(name, "").replace("\x00", "").split())[:LONGEST_WORDS]

        return cls(
            person=words("who"),
            kind=query.get("kind", "") if query.get("kind", "") in kinds() else "",
            act=query.get("act", "") if query.get("act", "") in ACTS else "",
            words=words("q"),
            since=read_day(query.get("since", "")),
            until=read_day(query.get("until", "")),
            after=read_place(query.get("after", "")),
        )

    @property
    def is_narrowed(self):
        return any([self.person, self.kind, self.act, self.words, self.since, self.until])

    def address(self, **changed):
        """The query string that asks for this, without the place."""
        query = QueryDict(mutable=True)
        values = {"who": self.person, "kind": self.kind, "act": self.act, "q": self.words}
        values |= {name: day.isoformat() for name, day in (("since", self.since), ("until", self.until)) if day}
        for name, value in (values | changed).items():
            if value:
                query[name] = value
        return query.urlencode()


def kinds():
    """{"app.model": the model} of all that a trail can be about."""
    return {model._meta.label_lower: model for model in auditlog.get_models()}


def kind_choices():
    """[(value, words)] by their words."""
    choices = [(value, capfirst(str(model._meta.verbose_name))) for value, model in kinds().items()]
    return sorted(choices, key=lambda each: each[1])


def read_place(text):
    """(moment, trail, number) where a page ended, or None."""
    moment, _first, rest = text[:100].partition("~")
    trail, _second, number = rest.partition("~")
    try:
        moment = parse_datetime(moment)
        # Where the hours of a zone lead beyond the first or the last day there is, no page ended.
        moment = moment and timezone.is_aware(moment) and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    number = row_number(number)
    if len(trail) != 1 or trail not in ORDER or number is None or not moment:
        return None
    return moment, trail, number


def page_of(asked, *, with_states=True, with_log=True):
    """(rows for reading, place of the next page or ""): the newest first (at most 8 queries)."""
    found = []
    if with_states and asked.act in ("", STATE):
        rows = narrowed(StateChange.objects.select_related("content_type"), asked, "s", "at", "label")
        found += [((change.at, 1, change.pk), change) for change in rows]
    if with_log and asked.act != STATE:
        rows = LogEntry.objects.select_related("actor", "content_type").defer("serialized_data")
        if asked.act:
            rows = rows.filter(action=IN_LOG[asked.act])
        rows = narrowed(rows, asked, "l", "timestamp", "object_repr")
        found += [((entry.timestamp, 0, entry.pk), entry) for entry in rows]
    found.sort(key=lambda each: each[0], reverse=True)
    records = [record for _place, record in found[:PAGE]]
    names = names_in(records)
    rows = [row_of(record, names) for record in records]
    name_makers(rows)
    (at, rank, number) = found[PAGE - 1][0] if len(found) > PAGE else (None, 0, 0)
    return rows, f"{at.isoformat()}~{'ls'[rank]}~{number}" if at else ""


def narrowed(rows, asked, trail, moment, label):
    """Those of one trail that are asked for: as many as a page needs, the newest first."""
    if asked.kind:
        rows = rows.filter(
            content_type=ContentType.objects.get_for_model(kinds()[asked.kind], for_concrete_model=False)
        )
    if asked.person:
        rows = rows.filter(done_by(asked.person, trail))
    if asked.words:
        rows = rows.filter(**{f"{label}__icontains": asked.words})
    if asked.since:
        rows = rows.filter(**{f"{moment}__gte": begin_of(asked.since)})
    if asked.until:
        rows = rows.filter(**{f"{moment}__lt": begin_of(asked.until + timedelta(days=1))})
    if asked.after:
        at, ended, number = asked.after
        if ended == trail:
            earlier = Q(**{f"{moment}__lt": at}) | Q(pk__lt=number)
            rows = rows.filter(earlier, **{f"{moment}__lte": at})
        else:
            rows = rows.filter(**{f"{moment}__{'lte' if ORDER.index(trail) > ORDER.index(ended) else 'lt'}": at})
    return rows.order_by(f"-{moment}", "-pk")[: PAGE + 1]


def done_by(person, trail):
    """By accounts of that name or address; of deleted ones only what the trail kept of them is left."""
    accounts = User.objects.filter(Q(name__icontains=person) | Q(email__iexact=person)).order_by().values("pk")
    kept = {"actor_name__icontains" if trail == "s" else "actor_email__iexact": person}
    return Q(actor__in=accounts) | Q(**kept)


def names_in(records):
    """{(model, number as text): name} of what the edits among ``records`` refer to (a query for each of ``NAMED``)."""
    asked: dict = {model: set() for model in NAMED}
    for record in records:
        model = record.content_type.model_class()
        for name, change in record.changes_dict.items() if model and isinstance(record, LogEntry) else ():
            field = field_of(model, name)
            if field is not None and getattr(field, "related_model", None) in asked and isinstance(change, list):
                asked[field.related_model] |= {number for number in map(str, change) if row_number(number) is not None}
    names = {}
    for model, numbers in asked.items():
        found = model._default_manager.filter(pk__in=numbers)
        if model is Participation:
            found = found.select_related("exhibitor", "exhibition")
        rows = found if numbers else ()
        names |= {(model, str(row.pk)): str(row) for row in rows}
    return names


def row_of(record, names):
    """{at, actor, action, changes, reason, kind, label, on_behalf_of, mark} of an entry of either trail, for reading."""
    if isinstance(record, StateChange):
        row, act, label, behalf = row_of_change(record), STATE, record.label, record.on_behalf_of
    else:
        row, act, label = row_of_entry(record, names), NAMES[record.action], record.object_repr
        behalf = str((record.additional_data or {}).get("on_behalf_of") or "")
    model = record.content_type.model_class()
    return row | {
        "act": act,
        "words": ACTS[act],
        "label": label,
        "on_behalf_of": behalf,
        "model": model,
        "kind": model._meta.verbose_name if model else record.content_type.model,
        "number": None if act == "deleted" else record.object_id,
    }


def name_makers(rows):
    """Whoever acts for a maker leaves the maker's code in one of the trails: say the name (1 query)."""
    codes = {row["on_behalf_of"] for row in rows if row["on_behalf_of"]}
    named = {each.code: str(each) for each in Exhibitor.objects.filter(code__in=codes)} if codes else {}
    for row in rows:
        row["on_behalf_of"] = named.get(row["on_behalf_of"], row["on_behalf_of"])


def add_pages(rows, user):
    """Let each row lead to the page of its record and to that record's history, where ``user`` may open them."""
    may = {}
    for row in rows:
        model, number = row["model"], row["number"]
        row["page"] = row["history"] = ""
        if model is None or number is None:
            continue
        options = model._meta
        if model not in may:
            may[model] = user.has_perm(f"{options.app_label}.view_{options.model_name}")
        if may[model]:
            try:
                name = f"records:{options.app_label}_{options.model_name}"
                row["page"], row["history"] = (
                    reverse(f"{name}_{part}", args=[number]) for part in ("change", "history")
                )
            except NoReverseMatch:  # a row of another record's page
                continue
