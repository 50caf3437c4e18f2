import rules

from events.models import Role
from events.permissions import everybody, grant, holds_everywhere, officials, officials_of_all

grant("events", ["exhibition", "venue", "hall", "stand", "programmeitem", "organiser", "claim"])
# Whoever looks after some exhibitions neither opens another nor changes what all of them share.
rules.set_perm("events.add_exhibition", officials_of_all)
grant("events", ["series"], change=officials_of_all)
grant("vocabulary", ["place", "material", "technique", "craft", "hscode"], change=officials_of_all)
rules.add_perm("events.publish_exhibition", officials)
rules.add_perm("events.view_today", everybody)
# Who represents an exhibitor needs an account; the trail of what was done shows every exhibition.
grant("accounts", ["user"], view=officials, change=officials_of_all)
rules.add_perm("accounts.view_statechange", holds_everywhere(Role.Kind.OFFICIAL, Role.Kind.VIEWER))
rules.add_perm("auditlog.view_logentry", holds_everywhere(Role.Kind.OFFICIAL, Role.Kind.VIEWER))
# Whether the site is well concerns all exhibitions.
rules.add_perm("accounts.view_health", holds_everywhere(Role.Kind.OFFICIAL, Role.Kind.VIEWER))
rules.add_perm("accounts.change_job", officials_of_all)
