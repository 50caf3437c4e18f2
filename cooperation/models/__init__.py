from cooperation.models.kinds import AgendaItem, Delegation, Meeting, Memorandum, Promise, Tour
from cooperation.models.people import Institution, Person, Post, Tenure
from cooperation.models.record import Attendance, Paper, Record, Side, Source, Step, Stop, Topic
from cooperation.models.report import ExhibitionReport

__all__ = [
    "AgendaItem",
    "Attendance",
    "Delegation",
    "ExhibitionReport",
    "Institution",
    "Meeting",
    "Memorandum",
    "Paper",
    "Person",
    "Post",
    "Promise",
    "Record",
    "Side",
    "Source",
    "Step",
    "Stop",
    "Tenure",
    "Topic",
    "Tour",
]
