import rules

from events.permissions import readers_of_all

rules.add_perm("ilamexpo.view_cleanup", readers_of_all)
