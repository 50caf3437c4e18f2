"""When an exhibition was held, as far as anybody knows, from the figures of its report."""

from datetime import date

from django.utils.translation import gettext as _

from events.models import Certainty


def number_of_days(exhibition):
    """How many days it lasted, as the data of the figures say; None where the first or the last is not known."""
    first, last = (day_of(exhibition[name]) for name in ("starts_on", "ends_on"))
    return (last - first).days + 1 if first and last else None


def day_of(text):
    return date.fromisoformat(text) if text else None


def days_lines(exhibition, writer):
    """[(label, day, how sure)] in the words of ``writer``."""
    lines = []
    for words, name in ((_("First day"), "starts"), (_("Last day"), "ends")):
        certainty = str(Certainty(exhibition[f"{name}_certainty"]).label)
        if exhibition[f"{name}_on"]:
            lines.append((words, writer.day_of(exhibition[f"{name}_on"]), certainty))
        elif exhibition[f"{name}_by"]:
            latest = _("by {day} at the latest").format(day=writer.day_of(exhibition[f"{name}_by"]))
            lines.append((words, latest, str(Certainty.UNKNOWN.label)))
        else:
            lines.append((words, "–", str(Certainty.UNKNOWN.label)))
    return lines
