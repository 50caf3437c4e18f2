"""What applicants are told about the choice; written first, so that it can be shown before it goes."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.messages import send
from accounts.models import User
from exhibitors.acting import KEEPERS
from exhibitors.models import ContactPoint, Participation, Representative
from exhibitors.states import Decision
from lib.dates import ILAM, format_date, format_time

# Makers of Ilam without an account are written to, or called, in Persian.
LANGUAGE = "fa"


@dataclass
class Letter:
    """One message about one participation to one person, not sent yet."""

    participation: Participation
    recipient: User | None
    name: str
    email: str
    phone: str
    language: str
    subject: str = ""
    text: str = ""

    @property
    def is_told(self):
        """By phone, where there is no mail."""
        return not self.email

    def send(self, *, not_before=None):
        return send(
            subject=self.subject,
            text=self.text,
            language=self.language,
            recipient=self.recipient,
            name=self.name,
            email=self.email,
            phone=self.phone,
            about=self.participation.code or "",
            not_before=not_before,
        )


def reached(participations):
    """An empty Letter for everybody who hears about one of them, in their order: the accounts that keep the exhibitor; for
    one whom nobody represents its own address, else its own phone. Two queries."""
    numbers = {each.exhibitor_id for each in participations}
    keepers: dict[int, list[User]] = {}
    rows = Representative.objects.filter(exhibitor__in=numbers, level__in=KEEPERS, user__is_active=True)
    for row in rows.select_related("user").order_by("pk"):
        if row.user.email or row.user.phone:
            keepers.setdefault(row.exhibitor_id, []).append(row.user)
    own: dict[int, dict[str, str]] = {}
    kinds = (ContactPoint.Kind.EMAIL, ContactPoint.Kind.PHONE)
    for point in ContactPoint.objects.filter(exhibitor__in=numbers - set(keepers), kind__in=kinds):
        own.setdefault(point.exhibitor_id, {}).setdefault(point.kind, point.value)
    for each in participations:
        for user in keepers.get(each.exhibitor_id, ()):
            yield Letter(each, user, user.name or str(user), user.email or "", user.phone or "", user.language)
        if found := own.get(each.exhibitor_id):
            with override(LANGUAGE):
                name = str(each.exhibitor)
            email = found.get(ContactPoint.Kind.EMAIL, "")
            yield Letter(each, None, name, email, "" if email else found[ContactPoint.Kind.PHONE], LANGUAGE)


def written(letters, template, subject, context=lambda participation: {}):
    """The ``letters`` with their words, each in the language of its reader; ``subject`` is called in that language."""
    for letter in letters:
        with override(letter.language):
            exhibition = letter.participation.exhibition
            words = context(letter.participation)
            if until := words.get("until"):
                words["deadline"] = said(until, exhibition, letter.language)
            words |= {
                "name": letter.name,
                "exhibitor": letter.participation.exhibitor,
                "exhibition": exhibition,
                "has_account": letter.recipient is not None,
                "address": address_of(letter.participation),
            }
            letter.subject = subject().format(exhibition=exhibition)
            letter.text = render_to_string(f"exhibitors/emails/{template}.txt", words).strip() + "\n"
    return letters


def said(moment, exhibition, language):
    """A moment by the clocks of the exhibition, and by those of Ilam where they show another time."""
    local, ours = moment.astimezone(exhibition.timezone), moment.astimezone(ILAM)
    # Translators: such as "4 December 2026, 18:00".
    words = _("{day}, {time}").format(day=format_date(local.date(), language), time=format_time(local, language))
    if local.time() == ours.time():
        return words
    in_ilam = _("in Ilam %(hours)s") % {"hours": format_time(ours, language)}
    return f"{words} ({in_ilam})"


def address_of(participation):
    return settings.SITE_URL + reverse("portal:participation_detail", args=[participation.code])


def of_decisions(participations, *, until, places):
    """{decision: letters about it}, of all that is decided and not announced (two queries).

    ``places``: {number of the participation: its place on the waiting list}.
    """
    found: dict[str, list[Letter]] = {decision: [] for decision in Decision}
    for letter in reached(participations):
        found[letter.participation.pending].append(letter)
    written(
        found[Decision.ACCEPTED],
        "decision_accepted",
        lambda: _("You are accepted: {exhibition}"),
        lambda each: {"until": until},
    )
    written(
        found[Decision.RESERVE],
        "decision_reserve",
        lambda: _("You are on the waiting list: {exhibition}"),
        lambda each: {"place": places[each.pk], "reason": each.pending_reason},
    )
    written(
        found[Decision.REJECTED],
        "decision_rejected",
        lambda: _("About your application: {exhibition}"),
        lambda each: {"reason": each.pending_reason},
    )
    return found


def place_offered(participation, *, until):
    """A place became free."""
    return written(
        list(reached([participation])),
        "place_offered",
        lambda: _("A place became free for you: {exhibition}"),
        lambda each: {"until": until},
    )


def place_lapsed(participation):
    """The deadline passed without an answer."""
    return written(list(reached([participation])), "place_lapsed", lambda: _("Your place was given on: {exhibition}"))
