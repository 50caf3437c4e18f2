"""Which rows an official looks after: the rule that all apps from here upwards share."""

from django.db import models

# Every role but the host's, who sees what is shared and nothing else.
INSIDE = ("admin", "official", "governorate", "juror", "desk", "viewer")


class OverseenQuerySet(models.QuerySet):
    """Rows that belong to exhibitions; a subclass says in ``of_exhibitions`` how."""

    def overseen_by(self, user):
        """All for whoever has a role for all exhibitions; else those of the exhibitions the roles are for."""
        return self.within_roles(user, INSIDE)

    def within_roles(self, user, kinds=()):
        """The same by the roles of these ``kinds`` alone: to read everything is not yet to change everything."""
        exhibitions = user.overseen_exhibitions(kinds)
        return self if exhibitions is None else self.of_exhibitions(exhibitions)

    def of_exhibitions(self, exhibitions):
        """Those that belong to one of these exhibitions (a set of ids)."""
        raise NotImplementedError
