"""Tasks of one exhibition: who has to do what until when, and who is late; and the tasks of a maker in the portal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View

from exhibitors import tasks
from exhibitors.acting import PortalPage
from exhibitors.actions.telling import (
    add_usual_tasks,
    finish_office_task,
    mark_done,
    mark_open,
    reopen_office_task,
)
from exhibitors.forms.telling import TaskForm
from exhibitors.models import Participation, Task, TaskDone
from exhibitors.states import SHOWN
from exhibitors.views.exhibition_pages import OfExhibition, Writing
from lib.numbers import format_number, number_words, row_number

PAGE = 50
MOST_AT_ONCE = 1000
VIEWS = ("tasks", "exhibitors", "officers")


class Tasks(OfExhibition):
    permission_required = "exhibitors.view_task"
    changes = "exhibitors.change_task"

    def check_may_change(self, task=None):
        """Whoever plans the exhibition; and each official says what became of the own task."""
        if not self.may_change and not (task and task.official_id == self.request.user.pk):
            raise PermissionDenied

    def posted_task(self, **kind):
        """The task that a posted form names by its number; another exhibition's is not found."""
        number = row_number(self.request.POST.get("task", ""))
        task = Task.objects.filter(exhibition=self.exhibition, pk=number, **kind).first()
        if task is None:
            raise Http404
        return task

    def numbered(self, rows):
        """``rows`` with the number by which their page is found."""
        places = {pk: place for place, pk in enumerate(sorted(row.task.pk for row in rows), 1)}
        for row in rows:
            row.task.number = places[row.task.pk]
            row.task.when = when(row.task)
        return rows


def when(task):
    """ "14 days before the first day", as a sentence of its own."""
    days, number = abs(task.days), number_words(abs(task.days))
    if task.anchor == Task.Anchor.STARTS:
        if not days:
            return _("on the first day")
        if task.days < 0:
            text = ngettext("{number} day before the first day", "{number} days before the first day", days)
        else:
            text = ngettext("{number} day after the first day", "{number} days after the first day", days)
    elif task.anchor == Task.Anchor.ENDS:
        if not days:
            return _("on the last day")
        if task.days < 0:
            text = ngettext("{number} day before the last day", "{number} days before the last day", days)
        else:
            text = ngettext("{number} day after the last day", "{number} days after the last day", days)
    else:
        if not days:
            return _("on the day the call ends")
        if task.days < 0:
            text = ngettext("{number} day before the call ends", "{number} days before the call ends", days)
        else:
            text = ngettext("{number} day after the call ends", "{number} days after the call ends", days)
    return text.format(number=number)


class TaskList(Tasks, TemplateView):
    """By task, by exhibitor or by officer (``by``); a POST adds the usual ones, or notes what the office did."""

    template_name = "exhibitors/office/task_list.html"

    def get_context_data(self, **kwargs):
        by = self.request.GET.get("by", "")
        by = by if by in VIEWS else VIEWS[0]
        rows = self.numbered(tasks.rows_of(self.exhibition))
        context = {"by": by, "rows": rows, "late": sum(row.is_late for row in rows)}
        if by == "exhibitors":
            context |= self.by_exhibitor(rows)
        elif by == "officers":
            context["officers"] = tasks.by_officer(rows)
        return super().get_context_data(**kwargs, **context)

    def by_exhibitor(self, rows):
        late = [row.task.pk for row in rows if row.is_past and not row.is_office]
        page = Paginator(tasks.late_first(self.exhibition, late), PAGE).get_page(self.request.GET.get("page"))
        return {"page_obj": page, "participations": tasks.with_open_tasks(page.object_list, rows)}

    def post(self, request, slug):
        act = request.POST.get("act", "")
        if act == "usual":
            self.check_may_change()
            count = add_usual_tasks(self.exhibition)
            text = ngettext("{number} task added.", "{number} tasks added.", count)
            words = text.format(number=format_number(count, request.LANGUAGE_CODE))
            messages.success(request, words if count else _("All usual tasks are there already."))
        elif act in ("done", "open"):
            self.note_office_task(act)
        else:
            raise Http404
        back = reverse("office:task_list", args=[slug])
        return redirect(back + "?by=officers" if request.POST.get("by") == "officers" else back)

    def note_office_task(self, act):
        task = self.posted_task(whose=Task.For.OFFICE)
        self.check_may_change(task)
        if act == "done":
            is_new, words = finish_office_task(task, actor=self.request.user), _("Marked as done.")
        else:
            is_new, words = reopen_office_task(task, actor=self.request.user), _("It is open again.")
        if is_new:
            messages.success(self.request, words)
        else:
            messages.info(self.request, _("Somebody else was faster: this is done already."))


class TaskPage(Tasks):
    """A page about one task, by its number."""

    def get_row(self):
        rows = self.numbered(tasks.rows_of(self.exhibition))
        row = next((row for row in rows if row.task.number == self.kwargs["number"]), None)
        if row is None:
            raise Http404
        return row


class TaskDetail(TaskPage, TemplateView):
    """Who has done it and who has not, marked one by one or many at once."""

    template_name = "exhibitors/office/task_detail.html"

    def get_context_data(self, **kwargs):
        row = self.get_row()
        context = {"row": row, "task": row.task}
        if not row.is_office:
            done = {each.participation_id: each for each in row.task.done.select_related("by")}
            people = list(tasks.taking_part(self.exhibition).select_related("exhibitor").with_stands())
            people.sort(key=lambda each: str(each.exhibitor))
            for each in people:
                each.done = done.get(each.pk)
            context |= {
                "still_open": [each for each in people if not each.done],
                "finished": [each for each in people if each.done],
            }
        return super().get_context_data(**kwargs, **context)

    def post(self, request, slug, number):
        act, task = request.POST.get("act", ""), self.posted_task(whose=Task.For.EXHIBITORS)
        self.check_may_change()
        if act not in ("done", "open"):
            raise Http404
        codes = [code for code in request.POST.getlist("code")[:MOST_AT_ONCE] if "\x00" not in code]
        rows = list(tasks.taking_part(self.exhibition).filter(code__in=codes))
        if not rows:
            messages.error(request, _("Tick at least one exhibitor."))
            return redirect("office:task_detail", slug, number)
        if act == "done":
            count = mark_done(task, rows, actor=request.user)
            text = ngettext("{number} exhibitor has done it.", "{number} exhibitors have done it.", count)
        else:
            count = mark_open(task, rows)
            text = ngettext("Open again for {number} exhibitor.", "Open again for {number} exhibitors.", count)
        messages.success(request, text.format(number=format_number(count, request.LANGUAGE_CODE)))
        return redirect("office:task_detail", slug, number)


class TaskWrite(Tasks, Writing, FormView):
    permission_required = "exhibitors.change_task"
    form_class = TaskForm
    template_name = "exhibitors/office/task_form.html"

    def get_instance(self):
        return Task(exhibition=self.exhibition, is_sample=self.exhibition.is_sample)

    def form_valid(self, form):
        form.save()
        messages.success(self.request, _("The task is saved."))
        return redirect("office:task_list", self.exhibition.slug)


class TaskNew(TaskWrite):
    pass


class TaskEdit(TaskWrite, TaskPage):
    """Change it, or remove it with all that was noted about it (``remove``)."""

    def get_instance(self):
        if self.request.method == "POST":
            # By its own number: another one may have been removed meanwhile.
            task = Task.objects.select_for_update().filter(pk=self.posted_task().pk).first()
            if task is None:
                raise Http404
        else:
            task = self.get_row().task
        task.exhibition = self.exhibition
        return task

    def post(self, request, *args, **kwargs):
        if "remove" in request.POST:
            task = self.posted_task()
            task.delete()
            messages.success(request, _("The task is removed."))
            return redirect("office:task_list", self.exhibition.slug)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        task = context["form"].instance
        return context | {
            "task": task,
            "number": self.kwargs["number"],
            "noted": TaskDone.objects.filter(task=task).count(),
        }


class TaskMark(PortalPage, View):
    """One tap: a maker has done it, or has not after all."""

    http_method_names = ["post", "options"]

    def post(self, request, code):
        participations = self.narrow(Participation.objects.filter(state__in=SHOWN))
        participation = participations.filter(code=code).first()
        if participation is None:
            raise Http404
        task = Task.objects.filter(
            exhibition=participation.exhibition_id,
            whose=Task.For.EXHIBITORS,
            pk=row_number(request.POST.get("task", "")),
        ).first()
        act = request.POST.get("act", "")
        if task is None or act not in ("done", "open"):
            raise Http404
        if act == "done":
            mark_done(task, [participation], actor=request.user)
            messages.success(request, _("Marked as done."))
        else:
            mark_open(task, [participation])
            messages.success(request, _("It is open again."))
        return redirect(self.back(code))

    def back(self, code):
        if self.request.POST.get("back") == "exhibition":
            return reverse("portal:participation_detail", args=[code]) + "#tasks"
        return reverse("portal:home") + "#tasks"
