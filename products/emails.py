"""What makers are told about their works; each in the recipient's language."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from exhibitors.acting import KEEPERS
from exhibitors.models import Representative
from exhibitors.profile.emails import Draft


def letters_of_decision(products, *, is_approved, reason=""):
    """A Draft for each representative who keeps works and can be reached, over all ``products`` of that exhibitor."""
    letters = []
    by_exhibitor = {}
    for product in products:
        by_exhibitor.setdefault(product.exhibitor_id, []).append(product)
    keepers = Representative.objects.filter(exhibitor__in=by_exhibitor, level__in=KEEPERS, user__is_active=True)
    for keeper in keepers.select_related("user", "exhibitor").order_by("exhibitor", "pk"):
        user, works = keeper.user, by_exhibitor[keeper.exhibitor_id]
        if not user.email and not user.phone:
            continue
        with override(user.language):
            subject = _("Your works are public") if is_approved else _("Works came back to you")
            context = {
                "user": user,
                "exhibitor": keeper.exhibitor,
                "is_approved": is_approved,
                "reason": reason,
                "address": settings.SITE_URL + reverse("portal:product_list"),
                "titles": [str(product) for product in works],
            }
            text = render_to_string("products/emails/decision.txt", context)
        letters.append(Draft(user, subject, text, keeper.exhibitor.code))
    return letters
