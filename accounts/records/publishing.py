"""Buttons and list actions that show a record to everybody or take it back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib.states import MoveNotAllowed


class NotReady(Exception):
    """A record that cannot be shown yet; ``missing`` lists what it lacks, a sentence each."""

    def __init__(self, missing):
        self.missing = missing
        super().__init__(" ".join(str(sentence) for sentence in missing))


class PublishingMixin:
    """For records that are published and withdrawn by an action taking ``(record, actor=user)``.

    A subclass names ``publish`` and ``withdraw`` as static methods; ``missing`` lists what is still lacking.
    """

    actions = ["publish_selected", "withdraw_selected"]

    @staticmethod
    def missing(record):
        return []

    def may_publish(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_publication(self, request, obj):
        """What the buttons of a record's page need."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return {
            "is_published": obj.is_published,
            "missing": [] if obj.is_published else self.missing(obj),
            "may_publish": self.may_publish(request, obj),
            "publish_url": reverse(f"{name}_publish", args=[obj.pk]),
            "withdraw_url": reverse(f"{name}_withdraw", args=[obj.pk]),
            "public_url": self.public_url(obj) if obj.is_published else "",
        }

    def public_url(self, obj):
        return ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            # A refused form leaves what was typed in ``obj``, such as an empty slug; the buttons go by what is stored.
            stored = obj if request.method == "GET" else self.get_object(request, str(obj.pk))
            context["publication"] = self.get_publication(request, stored)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/publish/", self.admin_site.admin_view(self.publish_view), name=f"{name}_publish"),
            path("<int:pk>/withdraw/", self.admin_site.admin_view(self.withdraw_view), name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request, pk):
        return self.publishing_step(request, pk, self.publish, _("It is public now."))

    def withdraw_view(self, request, pk):
        return self.publishing_step(request, pk, self.withdraw, _("It is not public any more."))

    def publishing_step(self, request, pk, step, done):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        if not self.may_publish(request, record):
            raise PermissionDenied
        try:
            step(record, actor=request.user)
        except (NotReady, MoveNotAllowed) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", record.pk)

    def has_publish_permission(self, request):
        return self.may_publish(request)

    @admin.action(description=gettext_lazy("Publish the chosen ones"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        self.all_of(request, queryset, self.publish)

    @admin.action(description=gettext_lazy("Withdraw the chosen ones"), permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        self.all_of(request, queryset, self.withdraw)

    def all_of(self, request, queryset, step):
        """Take ``step`` with each; say how many went well, and what hindered the others."""
        done = 0
        for record in queryset:
            try:
                if not self.may_publish(request, record):
                    raise PermissionDenied(_("You may not do this."))
                step(record, actor=request.user)
                done += 1
            except (NotReady, MoveNotAllowed, PermissionDenied) as refusal:
                # Translators: {record} is a name, {reason} one or more whole sentences.
                messages.error(request, _("{record}: {reason}").format(record=record, reason=refusal))
        if done:
            text = ngettext("{number} record was changed.", "{number} records were changed.", done)
            messages.success(request, text.format(number=done))
