"""Members of a group: who joins it with what its people sent, and a member that takes its name off."""

from django.db import transaction

from exhibitors.models import Exhibitor
from exhibitors.profile.proposals import stored, wanted


def joining(group):
    """The exhibitors that everybody will see as members when what was sent is agreed to, and does not see yet."""
    before = set(stored(group)["members"]) if group.is_published else set()
    return list(Exhibitor.objects.filter(code__in=set(wanted(group)["members"]) - before).order_by("pk"))


@transaction.atomic
def leave_group(exhibitor, group):
    """Take ``exhibitor`` off the members of ``group`` at once, and off those that its people propose."""
    group = Exhibitor.objects.select_for_update().get(pk=group.pk)
    group.members.remove(exhibitor)
    if "members" in group.proposed:
        left = [code for code in group.proposed["members"] if code != exhibitor.code]
        group.proposed = group.proposed | {"members": left}
        if left == stored(group)["members"]:
            del group.proposed["members"]
        group.save(update_fields=["proposed"])
