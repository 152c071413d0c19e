"""What follows by itself: licences that were paid are granted, refunded ones end, lost statuses take their certificates along."""

from typing import Any
from uuid import UUID

from minga_commons.grants import ending
from minga_commons.grants.commands import certificates, offers
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.keyring import Keyring


async def _paid(desk: Desk, event: dict[str, Any]) -> None:
    keyring: Keyring = desk.port(Keyring)
    await desk.run(lambda work: offers.grant_what_was_paid(work, keyring, UUID(event["order_id"])))


async def _refunded(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(lambda work: offers.end_what_was_refunded(work, UUID(event["order_id"])))


async def _status_lost(desk: Desk, event: dict[str, Any]) -> None:
    if event["subject_kind"] == "status":
        await desk.run(lambda work: certificates.lose_status(work, UUID(event["claim_id"])))


async def _round(desk: Desk) -> None:
    keyring: Keyring = desk.port(Keyring)
    await desk.run(certificates.expire)
    await desk.run(lambda work: offers.grant_what_waited(work, keyring))


async def _warn(desk: Desk) -> None:
    await desk.run(ending.warn_of_grants)
    await desk.run(ending.warn_of_marks)


REACTIONS = (
    Reaction("PaymentReceived", "grants.grant_paid", _paid),
    Reaction("RefundSettled", "grants.end_refunded", _refunded),
    Reaction("ClaimLost", "grants.lose_status", _status_lost),
)
SWEEPS = (Sweep("grants.round", 300.0, _round), Sweep("grants.warn", 3600.0, _warn))
