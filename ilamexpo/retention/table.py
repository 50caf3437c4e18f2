"""The table itself."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email

from accounts import append_only
from accounts.models import Job, Limit, Message, OneUseCode, StateChange
from accounts.sessions import OF_OFFICIALS, OF_OTHERS
from cooperation import papers
from cooperation.models import Person
from enquiries.actions import delete_held, forget_buyer
from enquiries.links import VALID_FOR
from exhibitors.models import Exhibitor
from exhibitors.profile.erasing import NOWHERE
from ilamexpo.retention.records import (
    accounts,
    accounts_for_nobody,
    ended_sign_ins,
    held,
    jobs,
    links,
    named,
    nameless_files,
    personal_answers,
    talks,
    without_open_order,
    workbooks,
)
from ilamexpo.retention.rows import Row
from ilamexpo.retention.steps import delete, delete_account, each, empty_messages, forget_counters
from products.models import SheetUpload
from products.orphans import KEPT as ORPHANS_KEPT
from products.orphans import remove_orphans
from products.sheet.uploads import KEPT as SHEETS_KEPT
from products.workbook import waiting

A_DAY = timedelta(days=1)
LONGEST_SESSION = timedelta(seconds=max(settings.SESSION_COOKIE_AGE, OF_OFFICIALS[0], OF_OTHERS[0]))
BUYERS, MAKERS, OFFICIALS = _("Buyers"), _("Artists and producers"), _("Officials of both sides")
SIGNED_IN, EVERYBODY = _("Everybody who signs in"), _("Everybody who writes or signs in")

DECIDING = _("So that decisions can be explained and misuse is seen. The contact of a buyer is not in it.")
CUT = _("Deleted after {period}; nobody can change or delete it earlier.")
TABLE = [
    Row(
        key="enquiries",
        what=_(
            "The name, phone, e-mail and city of a buyer, what was written and sent about the enquiry, and the notes of the office"
        ),
        whose=BUYERS,
        why=_("To answer, and to do what was agreed."),
        rule=_(
            "Deleted {period} after the last word, unless an order is open; earlier when the buyer asks for it. "
            "Works, amounts, country and prices stay, without a name."
        ),
        period=timedelta(days=2 * 365),
        kept=named,
        since="last_word",
        ends=lambda: without_open_order(named()),
        asked=lambda: Q(deletion_asked_at__isnull=False),
        act=each(forget_buyer),
        holds={
            "enquiries.Enquiry": "name phone email city message looked_for may_pass_on taken_by",
            "enquiries.Line": "note",
            "enquiries.Reply": "author on_behalf_of text sentences answers",
            "enquiries.Attachment": "name file",
            "enquiries.Quotation": "remarks",
            "enquiries.Thread": "assigned_to",
        },
        folders=("attachments",),
    ),
    Row(
        key="talks",
        what=_("A talk that began on the site and went on in a messenger, without a name or contact told here"),
        whose=BUYERS,
        why=_("To know what the talk is about."),
        rule=_("What was written is deleted {period} after the last word."),
        period=timedelta(days=365),
        kept=talks,
        since="last_word",
        ends=lambda: without_open_order(talks()),
        act=each(forget_buyer),
    ),
    Row(
        key="held",
        what=_("Enquiries held back as spam"),
        whose=BUYERS,
        why=_("So that a real one can still be released."),
        rule=_("Deleted {period} after they were held back, with everything in them."),
        period=timedelta(days=90),
        kept=held,
        since="held_at",
        born="created_at",
        ends=lambda: without_open_order(held()),
        act=each(delete_held),
    ),
    Row(
        key="links",
        what=_("The fingerprint of a private address"),
        whose=BUYERS,
        why=_("So that a buyer reads and answers without an account."),
        rule=_("Deleted in the night after the address ends: {period} after it was made, or when it is ended earlier."),
        period=timedelta(0),
        shown=VALID_FOR,
        kept=links,
        since="ended_at",
        born="created_at",
        act=delete,
        holds={"enquiries.BuyerLink": "token_hash"},
    ),
    Row(
        key="messages",
        what=_("What the site told somebody: name, address and text"),
        whose=EVERYBODY,
        why=_("To know who was told what, and when."),
        rule=_(
            "Name, address and text are deleted {period} after it was said; that something was said stays. "
            "What concerns an enquiry goes with it."
        ),
        period=timedelta(days=2 * 365),
        kept=lambda: Message.objects.exclude(address=NOWHERE),
        since="created_at",
        act=empty_messages,
        holds={"accounts.Message": "recipient name address subject text"},
    ),
    Row(
        key="mails",
        what=_("Mails in the outbox"),
        whose=EVERYBODY,
        why=_("To hand them to the mail server."),
        rule=_("Deleted {period} after they were written, once they are sent or given up."),
        period=timedelta(days=30),
        kept=Email.objects.all,
        since="created",
        ends=lambda: Email.objects.exclude(status__in=[STATUS.queued, STATUS.requeued]),
        act=delete,
        holds={
            "post_office.Email": "to cc bcc subject message html_message headers context",
            "post_office.Log": "message",
        },
    ),
    Row(
        key="sessions",
        what=_("Which browser is signed in, or may answer for a buyer"),
        whose=EVERYBODY,
        why=_("So that nobody has to prove it with every page."),
        rule=_("Deleted in the night after it ends: when one signs out, or at the latest {period} after its last use."),
        period=timedelta(0),
        shown=LONGEST_SESSION,
        kept=Session.objects.all,
        since="expire_date",
        born="",
        act=delete,
        holds={"sessions.Session": "session_key session_data"},
    ),
    Row(
        key="sign_ins",
        what=_("The network address and the browser of a sign-in"),
        whose=SIGNED_IN,
        why=_("So that one sees and ends one's own sessions."),
        rule=_("Deleted when the session is over, at most {period} later."),
        period=A_DAY,
        kept=UserSession.objects.all,
        since="created_at",
        ends=ended_sign_ins,
        act=delete,
        holds={"usersessions.UserSession": "user ip session_key user_agent data"},
    ),
    Row(
        key="codes",
        what=_("Codes that let somebody in once, as fingerprints"),
        whose=SIGNED_IN,
        why=_("To let in whoever was invited, or calls."),
        rule=_("Deleted {period} after they ended."),
        period=timedelta(days=7),
        kept=OneUseCode.objects.all,
        since="expires_at",
        born="created_at",
        act=delete,
        holds={"accounts.OneUseCode": "user digest made_by"},
    ),
    Row(
        key="counters",
        what=_("How often one network or one contact asked for something, in a scrambled form"),
        whose=EVERYBODY,
        why=_("To stop abuse."),
        rule=_("Deleted after {period}."),
        period=timedelta(days=2),
        kept=Limit.objects.all,
        since="window",
        act=forget_counters,
        holds={"accounts.Limit": "key"},
    ),
    Row(
        key="accounts",
        what=_("The name, e-mail, phone and language of an account, and what it signs in with"),
        whose=SIGNED_IN,
        why=_("To let people in, and to know who did what."),
        rule=_(
            "Deleted with the artist or producer it acted for; one that acts for nobody is deleted {period} after its last use."
        ),
        period=timedelta(days=2 * 365),
        kept=accounts,
        since="last_used",
        ends=accounts_for_nobody,
        act=each(delete_account),
        holds={
            "accounts.User": "name email phone password last_login language groups user_permissions",
            "account.EmailAddress": "user email",
            "account.EmailConfirmation": "key",
            "mfa.Authenticator": "user data",
            "cooperation.ExhibitionReport": "signed_by signed_as",
            "cooperation.Promise": "keeper",
            "events.Role": "user",
            "events.VisitorCount": "counted_by",
            "exhibitors.Participation": "entered_by",
            "exhibitors.Panellist": "juror",
            "exhibitors.Review": "juror",
            "exhibitors.PlanVersion": "released_by",
            "exhibitors.Circular": "sent_by",
            "exhibitors.Task": "official done_by",
            "exhibitors.TaskDone": "by",
            "products.Exhibit": "signed_by",
            "products.Sale": "entered_by",
            "exhibitors.Representative": "user",
            "accounts.User_groups": "user",
            "accounts.User_user_permissions": "user",
        },
    ),
    Row(
        key="exhibitors",
        what=_("Profile, contacts, licences with their papers, works, and pictures as they were sent"),
        whose=MAKERS,
        why=_("To show the works, each contact only with consent, and to check licences."),
        rule=_(
            "Kept while the artist or producer wants to be shown. When they ask for deletion and an official agrees, "
            "it is deleted at once; that they took part stays for the figures, without a name."
        ),
        kept=lambda: Exhibitor.objects.exclude(name_fa=F("code")),
        since="created_at",
        holds={
            "exhibitors.Exhibitor": (
                "slug name name_fa name_en name_ar name_ckb known_as known_as_fa known_as_en known_as_ar known_as_ckb gender "
                "story story_fa story_en story_ar story_ckb wording search_text portrait_digest portrait_original review_note "
                "proposed decided deletion_reason"
            ),
            "exhibitors.PortraitUpload": "original problem actor on_behalf_of",
            "exhibitors.ContactPoint": "value channels consented_at",
            "exhibitors.Credential": "number year file",
            "exhibitors.Participation": "note pending_reason return_reason",
            "exhibitors.Review": "note",
            "exhibitors.Feedback": "remark",
            "products.Exhibit": "signed_reason",
            "products.Product": (
                "slug title title_fa title_en title_ar title_ckb story story_fa story_en story_ar story_ckb season season_fa "
                "season_en season_ar season_ckb wording facts review_note search_text search_name search_label "
                "name_key_fa name_key_en name_key_ar name_key_ckb"
            ),
            "products.Picture": "digest likeness original problem alt alt_fa alt_en alt_ar alt_ckb",
            "products.OwnNumber": "number key",
            "products.NGram": "letters",
            "vocabulary.Spelling": "key word written",
        },
        folders=("originals", "credentials", "pictures"),
    ),
    Row(
        key="officials",
        what=_("The names and posts of those who met, decided and signed for the two sides, and how to reach them"),
        whose=OFFICIALS,
        why=_("So that what was agreed can be followed to its end."),
        rule=_(
            "Names stay with what was agreed, as a record of public business. Phone, e-mail and remarks are taken out by hand "
            "when somebody asks for it."
        ),
        kept=Person.objects.all,
        born="",
        holds={
            "cooperation.Person": "name name_fa name_en name_ar name_ckb latin_name phone email remark",
            "cooperation.Attendance": "remark",
            "cooperation.Paper": "name file",
        },
        folders=(papers.FOLDER,),
    ),
    Row(
        key="personal_answers",
        what=_("Personal answers in an application, such as the number of a passport"),
        whose=MAKERS,
        why=_("For visas, and to reach who takes part."),
        rule=_("Deleted {period} after the call closed."),
        period=timedelta(days=365),
        kept=personal_answers,
        since="participation__exhibition__call__closes_at",
        act=delete,
        holds={"exhibitors.Answer": "value"},
    ),
    Row(
        key="sheets",
        what=_("Spreadsheets of works, with their pictures, as they were sent"),
        whose=MAKERS,
        why=_("To take works from them."),
        rule=_("Deleted {period} after they were sent."),
        period=SHEETS_KEPT,
        kept=SheetUpload.objects.all,
        since="created_at",
        ends=lambda: SheetUpload.objects.exclude(state=SheetUpload.State.SAVING),
        act=delete,
        holds={"products.SheetUpload": "user name file pictures copy problem report"},
        folders=("sheets",),
    ),
    Row(
        key="workbooks",
        what=_("Workbooks of the office that wait to be confirmed"),
        whose=MAKERS,
        why=_("To show what would be saved."),
        rule=_("Deleted {period} after they were sent."),
        period=waiting.KEPT,
        files=workbooks,
        clean_files=waiting.forget_old,
        folders=(waiting.FOLDER,),
    ),
    Row(
        key="files",
        what=_("Files that belong to nothing any more"),
        whose=EVERYBODY,
        why=_("They are left when a line breaks or the machine stops."),
        rule=_("Deleted after {period}."),
        period=ORPHANS_KEPT,
        files=nameless_files,
        clean_files=remove_orphans,
    ),
    Row(
        key="jobs",
        what=_("Notes on work that the site did in the background"),
        whose=EVERYBODY,
        why=_("To do each thing once."),
        rule=_("Deleted {period} after it was done."),
        period=A_DAY,
        kept=jobs(Job.State.DONE),
        since="due_at",
        act=delete,
        holds={"accounts.Job": "problem"},
    ),
    Row(
        key="failed_jobs",
        what=_("Notes on work in the background that failed"),
        whose=EVERYBODY,
        why=_("So that it can be tried again."),
        rule=_("Deleted {period} after it failed."),
        period=timedelta(days=90),
        kept=jobs(Job.State.SET_ASIDE),
        since="due_at",
        act=delete,
    ),
    Row(
        key="edits",
        what=_(
            "Who changed a record, with the old and the new values, or read that of a buyer; and from which network"
        ),
        whose=SIGNED_IN,
        why=DECIDING,
        rule=CUT,
        period=append_only.KEPT,
        kept=LogEntry.objects.all,
        since="timestamp",
        act=delete,
        holds={
            "auditlog.LogEntry": (
                "object_pk object_repr serialized_data changes_text changes actor cid remote_addr additional_data actor_email"
            )
        },
    ),
    Row(
        key="decisions",
        what=_("Who decided what, about which record, and why"),
        whose=SIGNED_IN,
        why=DECIDING,
        rule=CUT,
        period=append_only.KEPT,
        kept=StateChange.objects.all,
        since="at",
        act=delete,
        holds={"accounts.StateChange": "label actor actor_name on_behalf_of reason"},
    ),
    Row(
        key="backups",
        what=_("Copies of everything, for the day on which a machine breaks"),
        whose=EVERYBODY,
        why=_("So that nothing is lost."),
        rule=_("Newer copies take the place of older ones; none is kept longer than {period}."),
        shown=timedelta(days=63),
    ),
]
