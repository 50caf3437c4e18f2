from events.permissions import desk, grant, readers

grant("enquiries", ["enquiry", "line"], view=readers, change=desk)
grant("accounts", ["message"], view=readers, change=desk)
