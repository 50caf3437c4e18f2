import rules

from events.permissions import grant, jurors, officials, officials_of_all, organisers, readers

# What stands above exhibitions is added by those who look after all of them.
grant("exhibitors", ["exhibitor"], add=officials_of_all)
# Jurors read what they score on a page of their own, without what is private or not announced.
grant("exhibitors", ["credential", "participation", "allocation"], view=readers)
# What is asked, judged and decided; jurors score through a page of their own.
grant("exhibitors", ["call", "question", "target", "criterion", "panellist"], view=readers)
grant("exhibitors", ["answer", "review", "planversion"], view=readers)
# How it was: who may enter it in the name of an exhibitor sees whose it is.
grant("exhibitors", ["feedback"], view=readers)
rules.add_perm("exhibitors.decide_participation", officials)
rules.add_perm("exhibitors.judge_participation", jurors)
rules.add_perm("exhibitors.place_participation", officials)
# What all who take part are told, and what is to be done until when.
grant("exhibitors", ["circular", "task"], view=readers, change=organisers)
# Private numbers and who signs in for whom are not a juror's business.
grant("exhibitors", ["contactpoint", "representative"], view=readers)
# The papers behind licences are private.
rules.add_perm("exhibitors.open_credential_file", readers)
# Everything a maker can do in the portal, in the maker's name.
rules.add_perm("exhibitors.act_for_exhibitor", officials)
