from exhibitors.actions.participation import (
    AlreadyTakesPart,
    add_participation,
    move_participation,
    start_participation,
)
from exhibitors.actions.publication import missing_for_publication, publish_exhibitor, withdraw_exhibitor
from exhibitors.actions.stands import (
    MovedMeanwhile,
    StandClosed,
    StandFull,
    UnknownStand,
    is_for_some_days,
    noted,
    place_participation,
    save_share,
    swap_stands,
)

__all__ = [
    "AlreadyTakesPart",
    "MovedMeanwhile",
    "StandClosed",
    "StandFull",
    "UnknownStand",
    "add_participation",
    "is_for_some_days",
    "missing_for_publication",
    "move_participation",
    "noted",
    "place_participation",
    "publish_exhibitor",
    "save_share",
    "start_participation",
    "swap_stands",
    "withdraw_exhibitor",
]
