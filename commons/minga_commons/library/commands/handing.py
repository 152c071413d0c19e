"""From hand to hand: both sides sign, the deposit comes before and goes back once, and the logbook knows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.library import keepers, states
from minga_commons.library import rules as keys
from minga_commons.library.commands.booking import end, locked
from minga_commons.library.commands.setting_up import certified, locked_unit
from minga_commons.library.errors import BookingNotYet, DepositDue, DepositSettled, OtherHands, SkillNeeded, StillOut
from minga_commons.library.events import CustodyTransferred
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.membership import access
from minga_platform.rules import queries as rules

FUND_PURPOSE = "tools"


async def sign(work: Work, viewer: Viewer, *, booking_id: UUID, direction: str, note: str = "") -> bool:
    """Sign one's own side of a hand-over, out or back; whether both have signed now, so that it is in other hands.

    Who booked signs for herself, a keeper for the co-op; a keeper who books needs another one. Signing twice is signing once.
    Refuses: SignInNeeded, NotFound, InvalidInput, OtherHands, InvalidTransition, BookingNotYet, DepositDue, SkillNeeded, StillOut.
    Announces: CustodyTransferred, and BookingEnded when it came back.
    """
    if direction not in states.DIRECTIONS:
        raise InvalidInput("direction", "one_of")
    if len(note) > 500:
        raise InvalidInput("note", "too_long", maximum="500")
    row = await locked(work, viewer, booking_id)
    agent_id = await access.agent_of(work, viewer)
    is_hers = row["agent_id"] == agent_id
    side = "taker" if is_hers == (direction == "out") else "giver"
    signed = await _signed(work, booking_id, direction)
    if side in signed:
        return len(signed) == 2
    if direction == "out":
        await _require_going(work, row)
    elif row["state"] != "out":
        raise InvalidTransition(row["state"])
    await work.execute(
        "INSERT INTO tool_signature (cooperative_id, id, booking_id, direction, side, agent_id, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, ids.new(), booking_id, direction, side, agent_id, note.strip(), work.now,
    )  # fmt: skip
    signed[side] = agent_id
    if len(signed) < 2:
        return False
    await _transfer(work, row, direction, signed, note.strip())
    return True


async def take_deposit(work: Work, viewer: Viewer, *, booking_id: UUID, way: str) -> UUID:
    """The deposit came into the tool's till or to the bank; the journal's id. By the tool's keepers.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, OtherHands, InvalidTransition.
    """
    row = await locked(work, viewer, booking_id)
    await _keeper_for(work, viewer, row)
    if way not in states.CASH:
        raise InvalidInput("way", "one_of")
    if row["deposit_state"] != "due" or row["state"] != "booked":
        raise InvalidTransition(row["deposit_state"] if row["state"] == "booked" else row["state"])
    amount = Money(row["deposit_minor"], row["currency"])
    await work.execute(
        "UPDATE booking SET deposit_state = 'held', deposit_way = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, booking_id, way,
    )  # fmt: skip
    return await post(
        work,
        kind="deposit_taken",
        subject_kind="booking",
        subject_id=booking_id,
        key=f"deposit:{booking_id}",
        moves=[Move(_cash(row, way), _held(row), amount)],
    )


async def settle_deposit(work: Work, viewer: Viewer, *, booking_id: UUID, withheld_minor: int, reason: str) -> UUID:
    """Give the deposit back by the way it came, less what a damage costs, which goes to the fund for tools; once.

    By the tool's keepers, when the thing is back or was never handed out. The journal's id.
    Refuses: SignInNeeded, NotFound, NotAllowed, OtherHands, InvalidInput, StillOut, DepositSettled, InvalidTransition.
    """
    row = await locked(work, viewer, booking_id)
    keeper_id = await _keeper_for(work, viewer, row)
    if row["deposit_state"] == "settled":
        raise DepositSettled
    if row["deposit_state"] != "held":
        raise InvalidTransition(row["deposit_state"])
    if row["state"] in states.TAKES_TIME:
        raise StillOut
    if not 0 <= withheld_minor <= row["deposit_minor"]:
        raise InvalidInput("withheld_minor", "range", "0", str(row["deposit_minor"]))
    if withheld_minor and not 3 <= len(reason.strip()) <= 500:
        raise InvalidInput("reason", "required" if not reason.strip() else "length", "3", "500")
    await work.execute(
        "UPDATE booking SET deposit_state = 'settled', withheld_minor = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, booking_id, withheld_minor,
    )  # fmt: skip
    if withheld_minor:
        await write_log(work, row["tool_id"], row["unit_id"], "note", keeper_id, reason.strip(), booking_id)
    back = Money(row["deposit_minor"] - withheld_minor, row["currency"])
    fund = AccountName(AccountKind.FUND, purpose=FUND_PURPOSE)
    return await post(
        work,
        kind="deposit_settled",
        subject_kind="booking",
        subject_id=booking_id,
        key=f"deposit-settled:{booking_id}",
        moves=[
            Move(_held(row), _cash(row, row["deposit_way"]), back),
            Move(_held(row), fund, Money(withheld_minor, row["currency"]), purpose=FUND_PURPOSE),
        ],
    )


async def report_broken(work: Work, viewer: Viewer, *, unit_id: UUID, text: str) -> None:
    """A member found that it must not be used. It is not handed out until it was looked after. Needs `tools.book`.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, keepers.BOOK)
    unit = await locked_unit(work, unit_id)
    _require_text(text)
    if unit["state"] != "usable":
        raise InvalidTransition(unit["state"])
    await work.execute(
        "UPDATE tool_unit SET state = 'broken' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, unit_id
    )
    await write_log(work, unit["tool_id"], unit_id, "broken", agent_id, text.strip())


async def record_service(work: Work, viewer: Viewer, *, unit_id: UUID, text: str) -> None:
    """It was looked after: usable again, and its uses are counted from nought. Time kept for it is over.

    By the tool's keepers. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, InvalidTransition.
    """
    unit = await locked_unit(work, unit_id)
    agent_id = await keepers.require(work, viewer, unit["tool_id"])
    _require_text(text)
    if unit["state"] == "gone":
        raise InvalidTransition("gone")
    await work.execute(
        "UPDATE tool_unit SET state = 'usable', uses = 0, serviced_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        unit_id,
        work.now,
    )
    for row in await work.rows(
        """SELECT * FROM booking WHERE cooperative_id = $1 AND unit_id = $2 AND purpose = 'service' AND state = 'booked'
           AND starts_at <= $3 FOR UPDATE""",
        work.cooperative_id,
        unit_id,
        work.now,
    ):
        await end(work, row, "returned")
    await write_log(work, unit["tool_id"], unit_id, "serviced", agent_id, text.strip())


async def write_log(
    work: Work, tool_id: UUID, unit_id: UUID, kind: str, agent_id: UUID, text: str, booking_id: UUID | None = None
) -> None:
    """A line in the logbook."""
    await work.execute(
        "INSERT INTO tool_log (cooperative_id, id, tool_id, unit_id, booking_id, kind, agent_id, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        work.cooperative_id, ids.new(), tool_id, unit_id, booking_id, kind, agent_id, text, work.now,
    )  # fmt: skip


async def _transfer(work: Work, row: Mapping[str, Any], direction: str, signed: Mapping[str, UUID], note: str) -> None:
    await work.execute(
        """INSERT INTO custody_event (cooperative_id, id, booking_id, unit_id, direction, provider_id, receiver_id, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, ids.new(), row["id"], row["unit_id"], direction, signed["giver"], signed["taker"], work.now,
    )  # fmt: skip
    if direction == "out":
        try:
            async with work.attempt():
                await work.execute(
                    "UPDATE booking SET state = 'out' WHERE cooperative_id = $1 AND id = $2",
                    work.cooperative_id,
                    row["id"],
                )
        except asyncpg.UniqueViolationError:
            raise StillOut from None
    else:
        await end(work, row, "returned")
    kind = "handed_out" if direction == "out" else "handed_back"
    await write_log(work, row["tool_id"], row["unit_id"], kind, row["agent_id"], note, row["id"])
    work.emit(
        CustodyTransferred(
            booking_id=row["id"],
            unit_id=row["unit_id"],
            provider_id=signed["giver"],
            receiver_id=signed["taker"],
            direction=direction,
        )
    )


async def _require_going(work: Work, row: Mapping[str, Any]) -> None:
    unit = await locked_unit(work, row["unit_id"])
    tool = await work.row(
        "SELECT skill, handed_over FROM tool WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["tool_id"]
    )
    assert tool is not None  # a foreign key
    now = await work.fresh_now()
    if row["state"] != "booked" or row["purpose"] != "use" or not tool["handed_over"] or row["ends_at"] <= now:
        raise InvalidTransition(row["state"])
    if unit["state"] != "usable":
        raise InvalidTransition(unit["state"])
    early = row["starts_at"] - timedelta(minutes=await rules.number_at(work, keys.GRACE_MINUTES))
    if now < early:
        raise BookingNotYet(early)
    if row["deposit_state"] == "due":
        raise DepositDue(Money(row["deposit_minor"], row["currency"]))
    # The word of a keeper may have been taken back since it was booked.
    if tool["skill"] and not await certified(work, row["tool_id"], row["agent_id"], now):
        raise SkillNeeded(tool["skill"])
    if await work.value(
        "SELECT true FROM booking WHERE cooperative_id = $1 AND unit_id = $2 AND state = 'out'",
        work.cooperative_id,
        unit["id"],
    ):
        raise StillOut


async def _signed(work: Work, booking_id: UUID, direction: str) -> dict[str, UUID]:
    rows = await work.rows(
        "SELECT side, agent_id FROM tool_signature WHERE cooperative_id = $1 AND booking_id = $2 AND direction = $3",
        work.cooperative_id, booking_id, direction,
    )  # fmt: skip
    return {row["side"]: row["agent_id"] for row in rows}


async def _keeper_for(work: Work, viewer: Viewer, row: Mapping[str, Any]) -> UUID:
    """Nobody takes her own deposit, or gives it back to herself."""
    keeper_id = await keepers.require(work, viewer, row["tool_id"])
    if keeper_id == row["agent_id"]:
        raise OtherHands
    return keeper_id


def _cash(row: Mapping[str, Any], way: str) -> AccountName:
    """A till stands where the tools are; it bears the tool's name in the books."""
    return AccountName(AccountKind.CASH_TILL, row["tool_id"]) if way == "till" else AccountName(AccountKind.CASH_BANK)


def _held(row: Mapping[str, Any]) -> AccountName:
    return AccountName(AccountKind.DEPOSITS_HELD, row["agent_id"])


def _require_text(text: str) -> None:
    if not 3 <= len(text.strip()) <= 1000:
        raise InvalidInput("text", "required" if not text.strip() else "length", "3", "1000")
