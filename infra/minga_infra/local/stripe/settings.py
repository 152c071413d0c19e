"""What a test or the demo may turn on the stand-in; kept in its file, so a restart changes nothing."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from minga_infra.local.stripe.store import Store

API_VERSION = "2026-10-28.endive"
"""The version that the pinned client speaks."""

_SETTING = "settings"


@dataclass(frozen=True)
class Settings:
    """Defaults make a calm provider: money is available at once, and every message arrives once, in order."""

    country: str = "ES"
    fee_bps: int = 150
    fee_fixed_minor: int = 25
    settle_seconds: int = 0
    """How long a charge is pending before it is available. Stripe takes days; 0 is like its test card 4000…0077."""
    payout_seconds: int = 0
    """How long a payout of a connected account is under way to its bank; Stripe takes days."""
    search_lag_seconds: int = 0
    """Search answers from an index that runs behind: at Stripe up to a minute."""
    deliver_by_itself: bool = True
    """False: messages wait for `/_control/deliver`."""
    delivery_seed: int = 1
    copies_least: int = 1
    copies_most: int = 1
    shuffled: bool = False
    late_per_mille: int = 0
    late_seconds: float = 5.0
    lost_per_mille: int = 0
    bad_signature_per_mille: int = 0
    altered_body_per_mille: int = 0
    old_per_mille: int = 0
    future_per_mille: int = 0
    skew_seconds: int = 360
    """How far an old or future time stamp lies from now: a minute beyond what is believed, for a message may be slow."""
    delivery_attempts: int = 12
    delivery_lanes: int = 4
    """How many messages are under way at once."""


def load(store: Store) -> Settings:
    kept: dict[str, Any] = store.setting(_SETTING, {})
    return Settings(**kept)


def change(store: Store, changes: dict[str, Any]) -> Settings:
    """Raises ValueError on an unknown name or a wrong type."""
    types = {field.name: field.type for field in fields(Settings)}
    present = asdict(load(store))
    for name, given in changes.items():
        if name not in types:
            raise ValueError(f"unknown setting {name!r}; there are {', '.join(sorted(types))}")
        value = float(given) if type(present[name]) is float and type(given) is int else given
        if type(value) is not type(present[name]):
            raise ValueError(f"{name} must be {type(present[name]).__name__}")
        present[name] = value
    store.keep_setting(_SETTING, present)
    return Settings(**present)
