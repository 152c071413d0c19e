"""The statuses that can be claimed."""

from typing import Final

STATUSES: Final = (
    "worker_owned",
    "all_gain_to_workers",
    "no_waged_profit",
    "cooperative",
    "non_profit",
    "social_economy",
    "coop_of_employees",
    "portage",
    "contributor",
)
"""What an agent may be that licences ask about; words for people in `licences/words.py`."""
