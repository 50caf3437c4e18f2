"""What people fill in; works with scripts off, and nothing typed is lost."""

from enquiries.forms.asking import MOST_QUANTITY, EnquiryForm
from enquiries.forms.buyer import AgainForm, DeclineForm, ProofForm, ReplyForm
from enquiries.forms.keys import new_key

__all__ = [
    "MOST_QUANTITY",
    "AgainForm",
    "DeclineForm",
    "EnquiryForm",
    "ProofForm",
    "ReplyForm",
    "new_key",
]
