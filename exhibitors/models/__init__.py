from exhibitors.models.exhibitor import (
    ContactPoint,
    Credential,
    Exhibitor,
    PortraitUpload,
    Representative,
    exhibitor_code,
)
from exhibitors.models.feedback import Feedback
from exhibitors.models.participation import Allocation, Participation, PlanVersion, application_code
from exhibitors.models.selection import Answer, Call, Criterion, Panellist, Question, Review, Score, Target
from exhibitors.models.telling import Circular, Task, TaskDone

__all__ = [
    "Allocation",
    "Answer",
    "Call",
    "Circular",
    "ContactPoint",
    "Credential",
    "Criterion",
    "Exhibitor",
    "Feedback",
    "Panellist",
    "Participation",
    "PlanVersion",
    "PortraitUpload",
    "Question",
    "Representative",
    "Review",
    "Score",
    "Target",
    "Task",
    "TaskDone",
    "application_code",
    "exhibitor_code",
]
