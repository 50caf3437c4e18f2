import rules

from events.models import Role
from events.permissions import holds_everywhere

rules.add_perm("ilamexpo.view_cleanup", holds_everywhere(Role.Kind.OFFICIAL, Role.Kind.VIEWER))
