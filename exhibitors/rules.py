from events.permissions import grant, readers

grant("exhibitors", ["exhibitor", "credential", "participation", "allocation"])
# Private numbers and who signs in for whom are not a juror's business.
grant("exhibitors", ["contactpoint", "representative"], view=readers)
