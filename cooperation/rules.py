import rules

from events.models import Role
from events.permissions import grant, holds, holds_everywhere, hosts, organisers, readers

K = Role.Kind
# The governorate keeps the register; the department reads it.
keepers = holds(K.ADMINISTRATOR, K.GOVERNORATE)
keepers_of_all = holds_everywhere(K.ADMINISTRATOR, K.GOVERNORATE)

KINDS = ["record", "delegation", "meeting", "promise", "memorandum", "tour"]
grant("cooperation", KINDS, view=readers, change=keepers, add=keepers_of_all)
grant("cooperation", ["agendaitem", "attendance", "paper", "source", "step", "stop"], view=readers, change=keepers)
grant("cooperation", ["institution", "person", "post", "tenure"], view=readers, change=keepers_of_all)
# Who reads a record and which of its parts.
rules.add_perm("cooperation.show_record", keepers)
# What the partner's officers read; officials see the same page, to know what it shows.
rules.add_perm("cooperation.view_shared", hosts | readers)
# The report of an exhibition: the department writes it too, the governorate signs it off.
grant("cooperation", ["exhibitionreport"], view=readers, change=organisers)
rules.add_perm("cooperation.sign_exhibitionreport", keepers)
