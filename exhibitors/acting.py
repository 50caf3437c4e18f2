"""Whom a person acts for in the portal: one exhibitor at a time, chosen by one tap."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect

from accounts.audiences import PortalMixin
from accounts.audit import note_acting
from accounts.second_factor import needs_second_factor
from exhibitors.models import Exhibitor, Representative

CHOSEN = "acting_for"  # in the session: the number of the exhibitor
ENTERED_FROM = "acting_from"  # in the session: the page of the office that is gone back to
Level = Representative.Level
KEEPERS = (Level.OWNER, Level.EDITOR)
EVERYBODY = (*KEEPERS, Level.ANSWERS)


@dataclass
class Acting:
    """One exhibitor, acted for by its representative at some ``level``, or by an official with all rights."""

    exhibitor: Exhibitor
    level: str
    is_official: bool = False
    others: tuple[Exhibitor, ...] = ()

    @property
    def may_keep(self):
        """Whether works and profile may be changed."""
        return self.level in KEEPERS

    @property
    def on_behalf_of(self):
        """For ``lib.states.move``: who stands behind an official's act; nothing where makers act for themselves."""
        return str(self.exhibitor) if self.is_official else ""


def find_acting(user, session):
    """The ``Acting`` of this session, or None: the chosen exhibitor, else the first one represented (1–2 queries)."""
    represented = list(user.representations.select_related("exhibitor__place").order_by("pk"))
    chosen = session.get(CHOSEN)
    mine = next((each for each in represented if each.exhibitor_id == chosen), None)
    if chosen and not mine and (exhibitor := find_overseen(user, chosen)):
        return Acting(exhibitor, Level.OWNER, is_official=True, others=tuple(each.exhibitor for each in represented))
    mine = mine or next(iter(represented), None)
    if mine is None:
        return None
    others = tuple(each.exhibitor for each in represented if each is not mine)
    return Acting(mine.exhibitor, mine.level, others=others)


def act_for(request, exhibitor, entered_from=()):
    """Choose whom this session acts for (None: nobody any more).

    ``entered_from`` is the page that an official came from and goes back to: name of the address, arguments, fragment.

    Forms that stand open in other tabs were made for somebody else: their tokens end here, and they are refused.
    """
    request.session.pop(ENTERED_FROM, None)
    if exhibitor is None:
        request.session.pop(CHOSEN, None)
    else:
        request.session[CHOSEN] = exhibitor.pk
        if entered_from:
            request.session[ENTERED_FROM] = entered_from
    rotate_token(request)


def find_overseen(user, number):
    """The exhibitor of that number when this official may do everything in its name."""
    exhibitor = Exhibitor.objects.overseen_by(user).filter(pk=number).first() if user.is_official else None
    return exhibitor if exhibitor and user.has_perm("exhibitors.act_for_exhibitor", exhibitor) else None


class PortalPage(PortalMixin):
    """The door of the portal's pages: ``self.acting`` says for whom, ``levels`` who may come in.

    Rows are narrowed to that one exhibitor by ``managed_by(request.user)``.
    """

    levels: tuple[str, ...] = KEEPERS
    acting: Acting

    def dispatch(self, request, *args, **kwargs):
        acting = find_acting(request.user, request.session)
        if acting is None or acting.level not in self.levels:
            raise PermissionDenied
        if acting.is_official and needs_second_factor(request.user):
            return redirect("mfa_activate_totp")
        self.acting, request.user.acting_for = acting, acting.exhibitor.pk
        if acting.is_official:
            note_acting(acting.exhibitor.code)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(acting=self.acting, **kwargs)  # type: ignore[misc]
