import rules

from events.permissions import everybody, grant, officials

grant(
    "events",
    ["series", "exhibition", "venue", "hall", "stand", "programmeitem", "organiser", "claim"],
)
grant("vocabulary", ["place", "material", "technique", "craft", "hscode"])
rules.add_perm("events.publish_exhibition", officials)
rules.add_perm("events.view_today", everybody)
