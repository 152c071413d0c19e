"""How a bank's tables are read, kept by name so that the next import needs one click."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.statements.kinds import CHANNELS
from minga_platform.market.statements.reading import Layout
from minga_platform.membership import access


async def keep_layout(work: Work, viewer: Viewer, *, name: str, channel: str, layout: Mapping[str, Any]) -> UUID:
    """Keep a layout under a name; an older one of that name is replaced. Needs `till.use`.

    Refuses: NotAllowed, InvalidInput, StatementUnreadable (`columns`).
    """
    await access.require(work, viewer, "till.use")
    called = " ".join(name.split())
    if not 1 <= len(called) <= 60:
        raise InvalidInput("name", "length", minimum="1", maximum="60")
    if channel not in CHANNELS:
        raise InvalidInput("channel", "one_of")
    one = Layout.checked(layout)
    plain = {
        "columns": dict(one.columns),
        "delimiter": one.delimiter,
        "decimal": one.decimal,
        "date": one.date,
        "skip": one.skip,
    }
    kept: UUID = await work.value(
        "INSERT INTO statement_layout (cooperative_id, id, name, channel, layout, changed_at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (cooperative_id, name) DO UPDATE SET channel = excluded.channel, layout = excluded.layout, changed_at = excluded.changed_at "
        "RETURNING id",
        work.cooperative_id, ids.new(), called, channel, plain, work.now,
    )  # fmt: skip
    return kept


async def layout_of(work: Work, layout_id: UUID) -> tuple[str, Layout] | None:
    """(channel, layout) by its id."""
    row = await work.row(
        "SELECT channel, layout FROM statement_layout WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        layout_id,
    )
    return None if row is None else (row["channel"], Layout.checked(row["layout"]))
