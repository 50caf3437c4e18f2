"""A talk begun on the site whose buyer is known at last."""

from django.db import transaction

from enquiries import emails
from enquiries.actions.office import note
from enquiries.models import Enquiry
from lib.states import MoveNotAllowed


@transaction.atomic
def tell_contact(enquiry, *, name, may_pass_on, phone="", email=""):
    """Keep who began the talk, once; from then on it is like any other enquiry, and a mail tells its buyer the address.

    That it was told stays in the audit trail, what was told only with the enquiry. Raises MoveNotAllowed when somebody
    else did it meanwhile, or when the enquiry had a contact from the start.
    """
    told = {"name": name, "phone": phone, "email": email, "may_pass_on": may_pass_on}
    nobody = Enquiry.objects.filter(pk=enquiry.pk, came_by=Enquiry.CameBy.TALK, phone="", email="", forgotten_at=None)
    if not nobody.update(**told):
        raise MoveNotAllowed(enquiry.state, enquiry.state)
    for field, value in told.items():
        setattr(enquiry, field, value)
    note(enquiry, "contact", "", "told")
    emails.enquiry_received(enquiry)
