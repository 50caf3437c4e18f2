"""What each role of an official may do; every app's ``rules.py`` grants its own models."""

import rules

from events.models import Exhibition, Role

K = Role.Kind
# Who may do everything with makers and works.
OFFICIALS = (K.ADMINISTRATOR, K.OFFICIAL)


def exhibition_of(record):
    """The exhibition a record belongs to; None for records that stand above exhibitions."""
    if isinstance(record, Exhibition):
        return record
    for step in ("exhibition", "hall", "participation"):
        if parent := getattr(record, step, None):
            return exhibition_of(parent)
    return None


def holds(*kinds):
    """A predicate: holds one of these roles, for all exhibitions or for the record's.

    A record that stands above exhibitions, such as a work, must be within these very roles: another role of the same
    person, for all exhibitions but for reading only, does not count. Without a record any exhibition will do. What
    belongs to all exhibitions alike is guarded by ``holds_everywhere``.
    """

    @rules.predicate(f"holds:{','.join(kinds)}")
    def predicate(user, record=None):
        if not user.is_authenticated or not user.is_active:
            return False
        exhibitions = user.overseen_exhibitions(kinds)
        if not exhibitions:
            return exhibitions is None
        if record is None or record.pk is None:
            return True
        if exhibition := exhibition_of(record):
            return exhibition.pk in exhibitions
        rows = type(record)._default_manager.all()
        return not hasattr(rows, "within_roles") or rows.within_roles(user, kinds).filter(pk=record.pk).exists()

    return predicate


def holds_everywhere(*kinds):
    """A predicate: holds one of these roles for all exhibitions."""

    @rules.predicate(f"holds_everywhere:{','.join(kinds)}")
    def predicate(user, record=None):
        if not user.is_authenticated or not user.is_active:
            return False
        return user.overseen_exhibitions(kinds) is None

    return predicate


everybody = holds(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.JUROR, K.DESK, K.VIEWER)
readers = holds(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.DESK, K.VIEWER)
readers_of_all = holds_everywhere(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.VIEWER)
# Days, places, programme, tasks and messages of an exhibition.
organisers = holds(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE)
organisers_of_all = holds_everywhere(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE)
# Makers and their works: who may show them, who comes, where they stand.
officials = holds(*OFFICIALS)
officials_of_all = holds_everywhere(*OFFICIALS)
jurors = holds(K.JUROR)
# Who stands at the gates, or puts down what was counted there.
counters = holds(K.ADMINISTRATOR, K.OFFICIAL, K.GOVERNORATE, K.DESK)
desk = holds(K.ADMINISTRATOR, K.OFFICIAL, K.DESK)
hosts = holds(K.HOST)
administrators = holds_everywhere(K.ADMINISTRATOR)


def grant(app, models, *, view=everybody, change=officials, add=None):
    """Give ``view`` and ``change`` (with delete, and with ``add`` unless others add) to the holders of roles."""
    for model in models:
        rules.add_perm(f"{app}.view_{model}", view)
        rules.add_perm(f"{app}.add_{model}", add or change)
        for act in ("change", "delete"):
            rules.add_perm(f"{app}.{act}_{model}", change)
