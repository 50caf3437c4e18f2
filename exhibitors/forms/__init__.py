from exhibitors.forms.records import (
    ContactPointForm,
    ExhibitorForm,
    InviteForm,
    ParticipationForm,
    ParticipationFormSet,
    format_shares,
)

__all__ = [
    "ContactPointForm",
    "ExhibitorForm",
    "InviteForm",
    "ParticipationForm",
    "ParticipationFormSet",
    "format_shares",
]
