"""What pages show about who takes part in an exhibition."""

from django import template

from exhibitors.tasks import load_tasks

register = template.Library()


@register.simple_tag
def with_tasks(participation):
    """``participation`` with its ``open_tasks`` and ``done_tasks``; asks nothing where they were loaded before."""
    if not hasattr(participation, "open_tasks"):
        load_tasks([participation])
    return participation
