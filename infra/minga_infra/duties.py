"""What the worker does, found by name as rules and tables are: `reactions.py` with REACTIONS, JOBS, SWEEPS."""

import importlib
from pathlib import Path

import minga_commons
import minga_infra
import minga_platform
from minga_infra.worker import Duties
from minga_platform.kernel.jobs import Job, Reaction, Sweep
from minga_platform.kernel.whole import every_table


def all_duties() -> Duties:
    """Gathered once where the worker is made."""
    # Tables say which of their rows the audit chain covers; a worker that had not loaded them would leave rows out.
    every_table()
    reactions: list[Reaction] = []
    jobs: list[Job] = []
    sweeps: list[Sweep] = []
    for package in (minga_platform, minga_commons, minga_infra):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("reactions.py")):
            module = importlib.import_module(
                ".".join((package.__name__, *path.relative_to(root).with_suffix("").parts))
            )
            reactions += getattr(module, "REACTIONS", ())
            jobs += getattr(module, "JOBS", ())
            sweeps += getattr(module, "SWEEPS", ())
    return Duties(tuple(reactions), tuple(jobs), tuple(sweeps))
