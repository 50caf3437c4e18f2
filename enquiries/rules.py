from events.permissions import desk, grant, officials, readers

grant("enquiries", ["enquiry", "line", "thread", "reply", "quotation"], view=readers, change=desk)
grant("enquiries", ["preparedsentence"], view=readers, change=officials)
grant("accounts", ["message"], view=readers, change=desk)
