"""Records of accounts, of what was said, and of what was done."""

from auditlog.models import LogEntry
from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Message, StateChange, User
from accounts.records.bases import ReadOnly, RecordsAdmin, oversees_everything
from accounts.records.history import ACTIONS, changes_of
from accounts.records.reading import worded
from accounts.records.site import records
from accounts.sessions import end_sessions
from lib.fields import PhoneField


class UserForm(forms.ModelForm):
    """An account without a password: who gets one signs in by a mailed code, and may set a password then."""

    phone = PhoneField(label=gettext_lazy("phone"), required=False)

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "is_active"]

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("email") and not self.cleaned_data.get("phone") and not self.errors:
            raise forms.ValidationError(_("Write an e-mail address or a phone number."))
        return self.cleaned_data


@admin.register(User, site=records)
class UserAdmin(RecordsAdmin):
    """Accounts of representatives. Those of other officials are not to be touched from here."""

    form = UserForm
    fields = ["name", "email", "phone", "language", "is_active"]
    list_display = ["__str__", "email", "phone", "language", "is_active", worded(User, "last_login")]
    list_filter = ["is_active", "language"]
    search_fields = ["name", "email", "phone"]
    ordering = ["name", "email"]
    actions = ["sign_out"]

    @admin.action(description=gettext_lazy("Sign out on all devices"), permissions=["change"])
    def sign_out(self, request, accounts):
        for account in accounts:
            if self.has_change_permission(request, account):
                end_sessions(account)
        messages.success(request, _("Signed out on all devices."))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.is_superuser or not obj.is_official
        )

    def has_delete_permission(self, request, obj=None):
        """Accounts are shut by "active", never deleted by hand: what they did refers to them."""
        return False

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


class OfAllExhibitions(ReadOnly):
    """What is said and done is shown to those who oversee everything."""

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and oversees_everything(request.user)


@admin.register(Message, site=records)
class MessageAdmin(OfAllExhibitions, RecordsAdmin):
    fields = ["recipient", "name", "address", "language", "channel", "subject", "text", "about", "state", "created_at"]
    list_display = [worded(Message, "created_at"), "address", "subject", "channel", "state"]
    list_filter = ["state", "channel", "language"]
    search_fields = ["address", "name", "subject", "about"]


@admin.register(StateChange, site=records)
class StateChangeAdmin(OfAllExhibitions, RecordsAdmin):
    fields = ["at", "content_type", "label", "field", "old", "new", "actor_name", "on_behalf_of", "reason"]
    list_display = [worded(StateChange, "at"), "content_type", "label", "old", "new", "actor_name"]
    list_filter = ["content_type", "new"]
    list_select_related = ["content_type"]
    search_fields = ["label", "actor_name", "reason"]


@admin.register(LogEntry, site=records)
class LogEntryAdmin(OfAllExhibitions, RecordsAdmin):
    """The audit trail: who edited what."""

    fields = [worded(LogEntry, "timestamp"), "actor", "step", "content_type", "object_repr", "changes_in_words"]
    list_display = [worded(LogEntry, "timestamp"), "actor", "step", "content_type", "object_repr", "changed_fields"]
    list_filter = ["action", "content_type"]
    list_select_related = ["content_type", "actor"]
    search_fields = ["object_repr", "actor__email", "actor__name"]

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    @admin.display(description=gettext_lazy("What"), ordering="action")
    def step(self, entry):
        return ACTIONS[entry.action]

    @admin.display(description=gettext_lazy("fields"))
    def changed_fields(self, entry):
        names = [str(name) for name, _old, _new in changes_of(entry)] if entry.action == LogEntry.Action.UPDATE else []
        return ", ".join(names[:6])

    @admin.display(description=gettext_lazy("changes"))
    def changes_in_words(self, entry):
        return "\n".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in changes_of(entry))
