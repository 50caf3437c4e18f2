"""What each role of an official may do; every app's ``rules.py`` grants its own models."""

import rules

from events.models import Exhibition, Role

K = Role.Kind


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

    Without a record, or with one that stands above exhibitions, any exhibition will do: such rows are narrowed by
    ``overseen_by``. What belongs to all exhibitions alike is guarded by ``holds_everywhere``.
    """

    @rules.predicate(f"holds:{','.join(kinds)}")
    def predicate(user, record=None):
        if not user.is_authenticated or not user.is_active:
            return False
        exhibition = exhibition_of(record) if record is not None else None
        return any(
            role.kind in kinds
            and (role.exhibition_id is None or exhibition is None or role.exhibition_id == exhibition.pk)
            for role in user.role_list
        )

    return predicate


def holds_everywhere(*kinds):
    """A predicate: holds one of these roles for all exhibitions."""

    @rules.predicate(f"holds_everywhere:{','.join(kinds)}")
    def predicate(user, record=None):
        if not user.is_authenticated or not user.is_active:
            return False
        return any(role.kind in kinds and role.exhibition_id is None for role in user.role_list)

    return predicate


everybody = holds(K.OFFICIAL, K.JUROR, K.DESK, K.VIEWER)
readers = holds(K.OFFICIAL, K.DESK, K.VIEWER)
desk = holds(K.OFFICIAL, K.DESK)
officials = holds(K.OFFICIAL)
officials_of_all = holds_everywhere(K.OFFICIAL)


def grant(app, models, *, view=everybody, change=officials):
    """Give ``view`` and ``change`` (with add and delete) of these models to the holders of roles."""
    for model in models:
        rules.add_perm(f"{app}.view_{model}", view)
        for act in ("add", "change", "delete"):
            rules.add_perm(f"{app}.{act}_{model}", change)
