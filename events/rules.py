import rules

from events.permissions import (
    administrators,
    counters,
    everybody,
    grant,
    hosts,
    officials,
    officials_of_all,
    organisers,
    organisers_of_all,
    readers,
    readers_of_all,
)

grant("events", ["exhibition", "venue", "programmeitem", "organiser", "claim"], change=organisers)
grant("events", ["hall", "stand"], change=officials)
# A juror has nothing to do with how many came.
grant("events", ["gate", "visitorcount"], view=readers, change=counters)
# Whoever looks after some exhibitions neither opens another nor changes what all of them share.
rules.set_perm("events.add_exhibition", organisers_of_all)
grant("events", ["series"], change=organisers_of_all)
grant("vocabulary", ["place", "material", "technique", "craft", "hscode"], change=officials_of_all)
rules.add_perm("events.publish_exhibition", organisers)
rules.add_perm("events.view_today", everybody)
# What an exhibition shares with its host in Iraq; officials see the same page, to know what it shows.
rules.add_perm("events.view_shared", hosts | readers)
# Who represents an exhibitor needs an account; the trail of what was done shows every exhibition.
grant("accounts", ["user"], view=officials, change=officials_of_all)
# Who may do what is for the administrator alone to say.
grant("events", ["role"], view=readers_of_all, change=administrators)
rules.add_perm("accounts.view_statechange", readers_of_all)
rules.add_perm("auditlog.view_logentry", readers_of_all)
# Whether the site is well concerns all exhibitions.
rules.add_perm("accounts.view_health", readers_of_all)
rules.add_perm("accounts.change_job", officials_of_all)
