"""What is done with one's own work by one tap: what is true of it at this moment, and where it stands."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.records.publishing import NotReady
from exhibitors.acting import PortalPage
from lib.dates import today_in_ilam
from lib.states import MoveNotAllowed
from products.actions import archive_product, withdraw_product
from products.models import Product
from products.reviewing import send_product, take_back
from products.revisions import EDITABLE, LIVE, copy_work, live_revision
from products.states import ProductState
from products.views.portal import UNDO, OwnWork, keep_undo, live_values


class WorkButton(OwnWork, PortalPage, View):
    """A step without a form: one tap, and back to the work."""

    http_method_names = ["post", "options"]

    def post(self, request, code):
        product = self.product
        try:
            product = self.act(product) or product
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
        except NotReady as refusal:
            messages.error(request, _("This is still missing: {list}").format(list=", ".join(refusal.missing)))
        return self.answer(product)

    def act(self, product):
        raise NotImplementedError

    def answer(self, product):
        if self.request.POST.get("back") == "list":
            return redirect("portal:product_list")
        return self.go_back(product)

    @property
    def who(self):
        return {"actor": self.request.user, "on_behalf_of": self.acting.on_behalf_of}


class ProductAvailability(WorkButton):
    """Sold at the stand, in stock again, and so on."""

    def act(self, product):
        value = self.request.POST.get("availability", "")
        if value not in Product.Availability.values:
            raise Http404
        before = live_values(product)
        product.availability = value
        product.save(update_fields=["availability"])
        keep_undo(self.request, before, product)
        label = product.get_availability_display()
        messages.success(self.request, _("Now: {state}").format(state=label))


class ProductConfirm(WorkButton):
    """Still true today."""

    def act(self, product):
        before = live_values(product)
        product.confirmed_on = today_in_ilam()
        product.save(update_fields=["confirmed_on"])
        keep_undo(self.request, before, product)
        messages.success(self.request, _("Thank you: buyers see that it is true today."))


class ProductUndo(WorkButton):
    """Take the last live change back."""

    def act(self, product):
        undo = self.request.session.pop(UNDO, None) or {}
        if undo.get("code") != product.code:
            messages.warning(self.request, _("There is nothing to undo."))
            return
        # What somebody else changed since then stays as it is.
        names = [name for name in LIVE if undo["before"][name] != undo["after"][name]]
        now = live_values(product)
        if any(now[name] != undo["after"][name] for name in names):
            messages.warning(self.request, _("There is nothing to undo."))
            return
        for name in names:
            setattr(product, name, Product._meta.get_field(name).to_python(undo["before"][name]))
        product.save(update_fields=names)
        messages.success(self.request, _("It is as it was before."))


def row_in_work(product):
    """What is sent or taken back: the revision of a work that is or was public, else the work itself."""
    is_open = product.state in {ProductState.PUBLISHED, ProductState.WITHDRAWN}
    return (is_open and live_revision(product)) or product


class ProductSend(WorkButton):
    def act(self, product):
        send_product(row_in_work(product), **self.who)
        messages.success(self.request, _("Sent. An official looks at it; you are told when it is public."))


class ProductTakeBack(WorkButton):
    def act(self, product):
        take_back(row_in_work(product), **self.who)
        messages.success(self.request, _("You can change it again; send it when you are ready."))


class ProductDiscard(WorkButton):
    """Forget what was changed on a public work and not approved."""

    def act(self, product):
        revision = live_revision(product)
        if revision is None or revision.state not in EDITABLE:
            raise MoveNotAllowed(product.state, product.state)
        revision.delete()
        messages.success(self.request, _("The changes are forgotten; the public page is as it was."))


class ProductWithdraw(WorkButton):
    def act(self, product):
        withdraw_product(product, **self.who)
        messages.success(self.request, _("It is not public any more."))


class ProductArchive(WorkButton):
    def act(self, product):
        archive_product(product, **self.who)
        messages.success(self.request, _("It is put away."))


class ProductCopy(WorkButton):
    """A new draft like this one."""

    def act(self, product):
        copy = copy_work(product)
        messages.success(self.request, _("This is the copy: a draft of its own."))
        return copy
