from exhibitors.actions.participation import (
    AlreadyTakesPart,
    StandFull,
    UnknownStand,
    add_participation,
    is_for_some_days,
    move_participation,
    place_participation,
    save_share,
    start_participation,
)
from exhibitors.actions.publication import missing_for_publication, publish_exhibitor, withdraw_exhibitor

__all__ = [
    "AlreadyTakesPart",
    "StandFull",
    "UnknownStand",
    "add_participation",
    "is_for_some_days",
    "missing_for_publication",
    "move_participation",
    "place_participation",
    "publish_exhibitor",
    "save_share",
    "start_participation",
    "withdraw_exhibitor",
]
