"""Paid licences: offered as an ordinary variant in the market, agreed to by all who hold rights, granted when they are paid.

A paid licence is bought, refunded and booked like anything else that a stall sells. What is added is one question, asked by basket
and checkout: did all who hold rights agree? Before that no money is taken. And one reaction: money for such a variant came in, so its
buyer gets a grant; all of it went back, so the grant ends.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_commons.grants import errors
from minga_commons.grants.commands import certificates
from minga_commons.grants.queries import holders_needed
from minga_commons.licences.terms import ACTS
from minga_commons.registry.queries import release_facts
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands.products import mark_grants_licence
from minga_platform.membership.access import require


async def offer_licence(
    work: Work, viewer: Viewer, *, release_id: UUID, variant_id: UUID, acts: Sequence[str], days: int | None
) -> UUID:
    """Offer a paid licence for a release: whoever buys the variant may do `acts` for `days` (None: for good).

    By a holder of rights in the release, with a variant of a stall that she keeps. Her own agreement comes with it.
    Refuses: NotAllowed, NotFound, InvalidInput, VariantOffered.
    """
    by = await require(work, viewer, "commons.write")
    release = await release_facts(work, release_id)
    if release.state == "draft" or release.cooperative_id != work.cooperative_id or by not in release.rights_holders:
        raise NotFound
    stall_id = await work.value(
        """SELECT p.stall_id FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
           WHERE v.cooperative_id = $1 AND v.id = $2""",
        work.cooperative_id,
        variant_id,
    )
    if stall_id is None:
        raise NotFound
    await require(work, viewer, "product.edit", stall_id=stall_id)
    if not acts or any(one not in ACTS for one in acts):
        raise InvalidInput("acts", "choice" if acts else "required")
    if days is not None and not 1 <= days <= 36_600:
        raise InvalidInput("days", "range", minimum="1", maximum="36600")
    made = ids.new()
    written = await work.execute(
        """INSERT INTO licence_offer (cooperative_id, id, release_id, variant_id, acts, days, offered_by_agent_id, offered_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING""",
        work.cooperative_id, made, release_id, variant_id, [one for one in ACTS if one in acts], days, by, work.now,
    )  # fmt: skip
    if not written:
        raise errors.VariantOffered
    await mark_grants_licence(work, variant_id)
    await _agree(work, made, by, release_id)
    return made


async def agree(work: Work, viewer: Viewer, *, offer_id: UUID) -> None:
    """Agree, as one who holds rights in the release or in what it was made from. Refuses: NotAllowed, NotFound."""
    by = await require(work, viewer, "commons.write")
    offer = await _open(work, offer_id)
    if by not in [one.agent_id for one in await holders_needed(work, offer["release_id"])]:
        raise NotFound
    await _agree(work, offer_id, by, offer["release_id"])


async def record_agreement(
    work: Work, viewer: Viewer, *, offer_id: UUID, of_release_id: UUID, name: str, evidence: str
) -> None:
    """Record that somebody agreed who has no account here, with the evidence: a letter, a message. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound (no such holder, or one who can agree herself), InvalidInput.
    """
    by = await require(work, viewer, "commons.keep")
    offer = await _open(work, offer_id)
    needed = await holders_needed(work, offer["release_id"], offer_id)
    if (of_release_id, name) not in [(one.release_id, one.name) for one in needed if one.agent_id is None]:
        raise NotFound
    if not evidence.strip():
        raise InvalidInput("evidence", "required")
    if len(evidence) > 2000:
        raise InvalidInput("evidence", "too_long", maximum="2000")
    await work.execute(
        """INSERT INTO licence_offer_consent (cooperative_id, id, offer_id, of_release_id, agent_id, name, evidence, at,
               recorded_by_agent_id) VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, $8) ON CONFLICT DO NOTHING""",
        work.cooperative_id, ids.new(), offer_id, of_release_id, name, evidence.strip(), work.now, by,
    )  # fmt: skip


async def close_offer(work: Work, viewer: Viewer, *, offer_id: UUID) -> None:
    """Sell it no more, the variant neither; grants that were bought stay. By who offered it, or any holder. Refuses: NotAllowed, NotFound."""
    by = await require(work, viewer, "commons.write")
    offer = await _open(work, offer_id)
    if by not in [one.agent_id for one in await holders_needed(work, offer["release_id"])]:
        raise NotFound
    await work.execute(
        "UPDATE licence_offer SET closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        offer_id,
        work.now,
    )


async def grant_what_was_paid(work: Work, keyring: Keyring, order_id: UUID) -> None:
    """Give the buyers of an order the licences that they paid for; once per line, however often it is called.

    An offer to which not everybody agreed yields nothing yet: `agree` comes back to it (`grant_what_waited`). The market sells none
    such; a holder who was found after the sale is waited for.
    """
    for line in await _paid_lines(work, "o.id = $2", order_id):
        await _grant(work, keyring, line)


async def grant_what_waited(work: Work, keyring: Keyring) -> None:
    """Paid lines whose grant waited for an agreement. Called by the round."""
    for line in await _paid_lines(work, "$2::uuid IS NULL", None):
        await _grant(work, keyring, line)


async def end_what_was_refunded(work: Work, order_id: UUID) -> None:
    """Licences whose price went back whole hold no more."""
    rows = await work.rows(
        """SELECT g.id FROM licence_grant g
           JOIN order_line l ON l.cooperative_id = g.cooperative_id AND l.id = g.order_line_id
           JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           WHERE g.cooperative_id = $1 AND s.order_id = $2 AND g.revoked_at IS NULL AND l.refunded_minor = l.total_minor
           ORDER BY g.id""",
        work.cooperative_id,
        order_id,
    )
    await certificates.end(work, [row["id"] for row in rows], "refunded", None)


async def _grant(work: Work, keyring: Keyring, line: Any) -> None:
    # The line is locked, so that two workers who hear of one payment write one grant.
    await work.value(
        "SELECT id FROM order_line WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        line["line_id"],
    )
    done = await work.value(
        "SELECT true FROM licence_grant WHERE cooperative_id = $1 AND order_line_id = $2",
        work.cooperative_id,
        line["line_id"],
    )
    needed = await holders_needed(work, line["release_id"], line["offer_id"])
    if done or any(one.agreed_at is None for one in needed):
        return
    on = await certificates.today(work)
    await certificates.issue(
        work, keyring, await release_facts(work, line["release_id"]), agent_id=line["agent_id"], holder=line["holder"],
        acts=line["acts"], basis="paid", valid_from=on,
        valid_until=None if line["days"] is None else on + timedelta(days=line["days"] - 1),
        statuses={}, by=None, order_line_id=line["line_id"],
    )  # fmt: skip


async def _paid_lines(work: Work, which: str, order_id: UUID | None) -> list[Any]:
    """Lines of licences whose part of the order is paid and not refunded, without a grant yet. An offer that was closed after
    the order was placed still holds for it."""
    return await work.rows(
        f"""SELECT l.id AS line_id, f.id AS offer_id, f.release_id, f.acts, f.days, o.contact ->> 'name' AS holder,
               coalesce(o.agent_id, a.id) AS agent_id
           FROM licence_offer f
           JOIN order_line l ON l.cooperative_id = f.cooperative_id AND l.variant_id = f.variant_id
           JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
           JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
           LEFT JOIN agent a ON a.cooperative_id = o.cooperative_id AND a.person_id = o.person_id
           WHERE f.cooperative_id = $1 AND {which} AND f.offered_at <= o.placed_at
             AND (f.closed_at IS NULL OR o.placed_at < f.closed_at)
             AND p.captured_minor = p.authorised_minor
             AND NOT EXISTS (SELECT FROM payment y WHERE y.cooperative_id = p.cooperative_id AND y.id = p.payment_id
                 AND y.method = 'invoice' AND y.state = 'open') AND l.refunded_minor < greatest(l.total_minor, 1)
             AND NOT EXISTS (SELECT FROM licence_grant g WHERE g.cooperative_id = l.cooperative_id AND g.order_line_id = l.id)
           ORDER BY l.id LIMIT 200""",
        work.cooperative_id,
        order_id,
    )


async def _open(work: Work, offer_id: UUID) -> Any:
    offer = await work.row(
        "SELECT * FROM licence_offer WHERE cooperative_id = $1 AND id = $2 AND closed_at IS NULL FOR UPDATE",
        work.cooperative_id,
        offer_id,
    )
    if offer is None:
        raise NotFound
    return offer


async def _agree(work: Work, offer_id: UUID, by: UUID, release_id: UUID) -> None:
    name = await work.value("SELECT name FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, by)
    await work.execute(
        """INSERT INTO licence_offer_consent (cooperative_id, id, offer_id, of_release_id, agent_id, name, at,
               recorded_by_agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $5) ON CONFLICT DO NOTHING""",
        work.cooperative_id, ids.new(), offer_id, release_id, by, name, work.now,
    )  # fmt: skip
