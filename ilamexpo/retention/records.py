"""What there is of each kind, with the moment its period runs from."""

from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from accounts.models import Job, StateChange, User
from enquiries.models import BuyerLink, Enquiry, Reply, Thread
from enquiries.states import PROMISED, EnquiryState
from exhibitors.models import Answer
from products.orphans import orphans
from products.workbook import waiting


def with_last_word():
    """Enquiries with the moment of the last word: of anybody, or of a step that changed who is waited for."""
    said = Reply.objects.filter(thread__enquiry=OuterRef("pk")).order_by("-created_at").values("created_at")[:1]
    moved = Thread.objects.filter(enquiry=OuterRef("pk")).order_by("-waits_since").values("waits_since")[:1]
    moments = (Coalesce(Subquery(rows), F("created_at")) for rows in (said, moved))
    return Enquiry.objects.annotate(last_word=Greatest("created_at", *moments))


NO_CONTACT = Q(came_by=Enquiry.CameBy.TALK, phone="", email="")


def named():
    return with_last_word().filter(forgotten_at=None).exclude(NO_CONTACT).exclude(state=EnquiryState.SPAM)


def talks():
    return with_last_word().filter(NO_CONTACT, forgotten_at=None).exclude(state=EnquiryState.SPAM)


def without_open_order(enquiries):
    promised = Thread.objects.filter(enquiry=OuterRef("pk"), state__in=PROMISED).order_by()
    return enquiries.filter(~Exists(promised))


def held():
    """Letters held back, with the moment at which that was done last."""
    kind = ContentType.objects.get_for_model(Enquiry)
    moves = StateChange.objects.filter(content_type=kind, object_id=OuterRef("pk"), new=EnquiryState.SPAM)
    held_at = Coalesce(Subquery(moves.order_by("-at").values("at")[:1]), F("created_at"))
    return Enquiry.objects.filter(state=EnquiryState.SPAM).annotate(held_at=held_at)


def links():
    return BuyerLink.objects.annotate(ended_at=Least("expires_at", Coalesce("revoked_at", "expires_at")))


def personal_answers():
    return Answer.objects.filter(question__is_personal=True)


def accounts():
    return User.objects.annotate(last_used=Coalesce("last_login", "created_at"))


def accounts_for_nobody():
    return accounts().filter(representations=None, roles=None, is_superuser=False)


def ended_sign_ins():
    living = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return UserSession.objects.filter(~Exists(living))


def workbooks():
    storage = storages["default"]
    try:
        names = storage.listdir(waiting.FOLDER)[1]
    except FileNotFoundError:
        return []
    return [storage.get_modified_time(f"{waiting.FOLDER}/{name}") for name in names]


def nameless_files():
    return [storages[storage].get_modified_time(name) for storage, name in orphans()]


def jobs(state):
    return lambda: Job.objects.filter(state=state)
