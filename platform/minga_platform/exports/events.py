"""What is announced about exports."""

from dataclasses import dataclass

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeExportAsked(Event):
    """Somebody asked for a file; the worker makes it."""

    export_id: str
