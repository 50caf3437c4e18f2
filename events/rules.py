import rules

from events.permissions import everybody, grant, officials, officials_of_all

grant("events", ["exhibition", "venue", "hall", "stand", "programmeitem", "organiser", "claim"])
# Whoever looks after some exhibitions neither opens another nor changes what all of them share.
rules.set_perm("events.add_exhibition", officials_of_all)
grant("events", ["series"], change=officials_of_all)
grant("vocabulary", ["place", "material", "technique", "craft", "hscode"], change=officials_of_all)
rules.add_perm("events.publish_exhibition", officials)
rules.add_perm("events.view_today", everybody)
