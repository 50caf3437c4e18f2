import rules

from events.permissions import grant, officials, officials_of_all, readers

# What stands above exhibitions is added by those who look after all of them.
grant("exhibitors", ["exhibitor"], add=officials_of_all)
grant("exhibitors", ["credential", "participation", "allocation"])
# Private numbers and who signs in for whom are not a juror's business.
grant("exhibitors", ["contactpoint", "representative"], view=readers)
# The papers behind licences are private.
rules.add_perm("exhibitors.open_credential_file", readers)
# Everything a maker can do in the portal, in the maker's name.
rules.add_perm("exhibitors.act_for_exhibitor", officials)
