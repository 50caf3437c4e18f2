"""What people fill in; works with scripts off, and nothing typed is lost."""

from enquiries.forms.asking import EnquiryForm, new_key
from enquiries.forms.buyer import AgainForm, DeclineForm, ProofForm, ReplyForm

__all__ = ["AgainForm", "DeclineForm", "EnquiryForm", "ProofForm", "ReplyForm", "new_key"]
