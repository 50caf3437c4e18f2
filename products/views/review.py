"""The queue of works that makers sent: looked at, approved or returned, one by one or many at once, and undone."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import DetailView, ListView, View

from accounts.audiences import OfficeMixin
from accounts.records.publishing import NotReady
from accounts.undoing import UndoDecision, remember, remembered, until
from events.permissions import OFFICIALS
from lib.languages import CODES, NAMES
from lib.numbers import format_number
from lib.states import MoveNotAllowed
from lib.wording import copied
from products.emails import letters_of_decision
from products.facts import shown_facts
from products.models import Product
from products.pictures import find_twins
from products.reviewing import approve_product, mark_of, return_product, undo_decision
from products.revisions import differences

UNDO = "undo_review"  # in the session: what was decided last, and the messages about it
MOST_AT_ONCE = 200


class Review(OfficeMixin):
    permission_required = "products.review_product"

    def narrow(self, rows):
        """Only what this official may decide: to look at everything is another role."""
        return rows.within_roles(self.request.user, OFFICIALS)

    def get_sent(self):
        works = Product.objects.sent().select_related("exhibitor__place", "craft", "cover", "revises__cover")
        return self.narrow(works)


class ReviewQueue(Review, ListView):
    """What waits, the oldest first."""

    template_name = "products/office/review_list.html"
    context_object_name = "products"
    paginate_by = 50

    def get_queryset(self):
        return self.get_sent()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, undo=remembered(self.request, UNDO))


class ReviewDetail(Review, DetailView):
    """One work as its maker sent it; of a public one, what would change."""

    template_name = "products/office/review_detail.html"
    context_object_name = "product"

    def get_object(self, queryset=None):
        product = self.get_sent().filter(code=self.kwargs["code"]).first()
        if product is None:
            raise Http404
        return product

    def get_context_data(self, **kwargs):
        product = self.object
        waiting = list(self.get_sent().values_list("code", flat=True)[: 2 * MOST_AT_ONCE])
        place = waiting.index(product.code) if product.code in waiting else 0
        pictures = list(product.pictures.standing())
        twins = find_twins(pictures)
        return super().get_context_data(
            **kwargs,
            differences=list(named_differences(product)) if product.revises_id else [],
            facts=shown_facts(product),
            copies=list(copies_of(product)),
            terms=[*product.materials.all(), *product.techniques.all()],
            pictures=pictures,
            twins=[(each, works) for each in pictures if (works := twins.get(each.pk))],
            following=next(iter(waiting[place + 1 : place + 2]), None),
        )


def copies_of(product):
    """[(what, its language, the language it was copied from)] of the texts that are not translated yet, in words."""
    for field in Product.WORDED:
        texts = {code: getattr(product, f"{field}_{code}") for code in CODES}
        for code, origin in copied(product.wording, field, texts).items():
            yield Product._meta.get_field(field).verbose_name, NAMES[code], NAMES[origin]


def named_differences(revision):
    """[(what, language or "", before, after)] in the words of the page."""
    comma = pgettext("list", ", ")
    for name, before, after in differences(revision.revises, revision):
        field, _underscore, language = name.rpartition("_")
        if field in {"title", "story", "season"}:
            yield Product._meta.get_field(field).verbose_name, language, before, after
        elif name == "pictures":
            yield _("pictures"), "", before, after
        elif name == "facts":
            yield _("facts of its craft"), "", *(lines_of_facts(each) for each in (revision.revises, revision))
        elif isinstance(before, list):
            yield (
                Product._meta.get_field(name).verbose_name,
                "",
                comma.join(map(str, before)),
                comma.join(map(str, after)),
            )
        else:
            words = dict(Product._meta.get_field(name).flatchoices)
            yield Product._meta.get_field(name).verbose_name, "", words.get(before, before), words.get(after, after)


def lines_of_facts(product):
    return pgettext("list", ", ").join(f"{label}: {value}" for label, value in shown_facts(product))


class ReviewDecide(Review, View):
    """Shows the messages before they go, and decides when that was confirmed."""

    http_method_names = ["post", "options"]

    def post(self, request):
        marks = set(request.POST.getlist("code")[:MOST_AT_ONCE])
        is_approved, reason = request.POST.get("decision") == "approve", request.POST.get("reason", "").strip()[:2000]
        codes = [mark.partition(".")[0] for mark in marks if "\x00" not in mark]
        found = list(self.get_sent().filter(code__in=codes))
        products = [product for product in found if mark_of(product) in marks]
        for product in found:
            if product not in products:
                words = _("{work} was sent again meanwhile: please read it as it is now.")
                messages.error(request, words.format(work=product))
        reason = reason.replace("\x00", "")
        if not products:
            messages.error(request, _("Choose at least one work; perhaps somebody else decided it meanwhile."))
            return redirect("office:review")
        if not is_approved and not reason:
            return self.ask(products, is_approved, reason, error=_("Write what the maker has to change."))
        if "confirmed" not in request.POST:
            return self.ask(products, is_approved, reason)
        done, refused = self.decide(products, is_approved, reason)
        for product, why in refused:
            messages.error(request, f"{product}: {why}")
        if done:
            letters = letters_of_decision(done, is_approved=is_approved, reason=reason)
            remember(request, UNDO, done, [letter.send(not_before=until()) for letter in letters])
            text = ngettext("{number} work decided.", "{number} works decided.", len(done))
            messages.success(request, text.format(number=format_number(len(done), request.LANGUAGE_CODE)))
        return redirect("office:review")

    def ask(self, products, is_approved, reason, error=""):
        letters = letters_of_decision(products, is_approved=is_approved, reason=reason) if not error else []
        context = {
            "products": products,
            "is_approved": is_approved,
            "reason": reason,
            "letters": letters,
            "error": error,
            "breadcrumbs": [(_("Review"), reverse("office:review")), (_("Before it goes"), "")],
        }
        status = 422 if error else 200
        return TemplateResponse(self.request, "products/office/review_confirm.html", context, status=status)

    def decide(self, products, is_approved, reason):
        """([decided], [(refused, why)]): one that somebody else decided first does not stop the others."""
        done, refused = [], []
        for product in products:
            try:
                with transaction.atomic():
                    if is_approved:
                        approve_product(product, actor=self.request.user)
                    else:
                        return_product(product, reason=reason, actor=self.request.user)
            except (MoveNotAllowed, NotReady) as refusal:
                refused.append((product, refusal))
            else:
                done.append(product)
        return done, refused


class ReviewUndo(Review, UndoDecision):
    key, back = UNDO, "office:review"

    def get_rows(self):
        return self.narrow(Product.objects.all())

    def undo(self, row):
        undo_decision(row, actor=self.request.user)

    def say_done(self, count):
        text = ngettext("{number} work is back in the queue.", "{number} works are back in the queue.", count)
        return text.format(number=format_number(count, self.request.LANGUAGE_CODE))
