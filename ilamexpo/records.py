"""The records as the site mounts them, at office/records/."""

from accounts.records.site import records

__all__ = ["records"]
