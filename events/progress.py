"""How far the office has come with an exhibition, said step by step."""

from django.db import transaction

from events.models import Exhibition
from events.signals import closing
from events.states import STATUS_MOVES, STOPPED, Status
from lib.states import MoveNotAllowed, move


class StillOpen(Exception):
    """An exhibition cannot be closed yet; ``matters`` says what is open, a sentence each."""

    def __init__(self, matters):
        self.matters = matters
        super().__init__(" ".join(map(str, matters)))


def next_statuses(exhibition):
    """What the office may say of it next; what cancels or moves it is settled on a page of its own."""
    possible = STATUS_MOVES.get(exhibition.status, ())
    return [status for status in Status if status in possible and status not in STOPPED]


@transaction.atomic
def change_status(exhibition, *, to, seen, actor, reason=""):
    """Say how far the office has come with ``exhibition``; ``seen`` is the status that whoever decided had before them.

    Raises MoveNotAllowed when it has another one by now, or when ``to`` cannot follow; StillOpen when it is to be closed
    and something above is not finished.
    """
    exhibition = Exhibition.objects.select_for_update(of=("self",)).get(pk=exhibition.pk)
    if exhibition.status != seen or to not in next_statuses(exhibition):
        raise MoveNotAllowed(exhibition.status, to)
    if to == Status.CLOSED and exhibition.status != Status.REPORTED:
        answers = closing.send(Exhibition, exhibition=exhibition)
        if matters := [sentence for _receiver, found in answers for sentence in found or ()]:
            raise StillOpen(matters)
    sequence = exhibition.sequence + 1
    move(exhibition, to=to, actor=actor, moves=STATUS_MOVES, field="status", reason=reason, sequence=sequence)
    return exhibition
