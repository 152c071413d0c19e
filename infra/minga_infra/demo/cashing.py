"""Money without a bank in the demo co-op: a box that two have counted, and a statement with one line left to a person."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from minga_infra.demo.deciding import Past
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.market.cashbox.commands import shifts
from minga_platform.market.statements import importing, layouts
from minga_platform.market.statements.reading import Layout, read

_KEEPER, _SECOND, _UNIT = "marta", "joan", "EUR"
_LAYOUT: Final = {
    "columns": {
        "date": "Fecha",
        "amount": "Importe",
        "text": "Concepto",
        "name": "Ordenante",
        "reference": "Referencia",
    },
    "delimiter": ";",
    "decimal": ",",
    "date": "%d.%m.%Y",
    "skip": 0,
}


async def live_through(database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID]) -> None:
    """Today, after everything else of the past."""
    past = Past(database, app, cooperative_id, people)

    async with database.read(Scope(cooperative_id)) as work:
        point: UUID = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND takes_cash ORDER BY position LIMIT 1",
            cooperative_id,
        )
        there = await ledger.balance(work, AccountName(AccountKind.CASH_TILL, point), _UNIT)
        today = work.now.date()
    shift = await past.do(
        _KEEPER,
        shifts.open_shift,
        till_kind="point",
        till_id=point,
        counted=Money(there + 5000, _UNIT),
        brought=Money(5000, _UNIT),
        keeper_name="Marta Soler",
        on_paper=False,
        reason="",
    )
    # Ten cents are missing: the difference waits for its reason, as it does at the end of a market day.
    pile = _in_pieces(there + 5000 - 10)
    for who in (_KEEPER, _SECOND):
        await past.do(who, shifts.count_shift, shift_id=shift, pieces=pile)
    await past.do(_KEEPER, layouts.keep_layout, name="Caja Rural", channel="bank", layout=_LAYOUT)
    day = today.strftime("%d.%m.%Y")
    rows = ["Fecha;Concepto;Ordenante;Importe;Referencia", f"{day};Para la cooperativa;Noor Haddad;42,00;CR-0001"]
    statement = read("\n".join(rows).encode(), currency=_UNIT, layout=Layout.checked(_LAYOUT))
    await past.do(_KEEPER, importing.import_statement, channel="bank", statement=statement, dry_run=False)


def _in_pieces(minor: int) -> dict[int, int]:
    """A sum as few notes and coins: value in minor units and how many."""
    pieces = {}
    for value in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1):
        count, minor = divmod(minor, value)
        if count:
            pieces[value] = count
    return pieces
