"""A register that was kept elsewhere: looked at first, taken row by row, once."""

from datetime import date

import pytest

from minga_platform.kernel.errors import NotFound
from minga_platform.register import importing, queries
from minga_platform.register.commands import dues
from minga_platform.register.errors import RegisterUnreadable
from minga_testing import people

FILE = """number,name,kind,class,joined,mail,shares_paid
7,Rosa Calpe,person,maker,2019-05-31,Rosa@Example.org,100.00
8,Escuela,organisation,consumer,2020-02-29,,
9,Half Paid,person,maker,2021-01-01,,25.00
,Nobody,person,nonsense,2021-01-01,,
10,Bad Date,person,worker,31/05/2019,,
11,Future,person,worker,2999-01-01,,
12,Too Rich,person,worker,2020-01-01,,5.00
7,Rosa Again,person,maker,2019-05-31,,
"""
CLASSES = ["worker", "consumer", "maker"]


def read(text: str) -> importing.Register:
    return importing.read(text.encode(), classes=CLASSES, currency="EUR", today=date(2026, 11, 22))


async def test_good_rows_once_whatever_the_others_hold(coop) -> None:
    register = read(FILE)
    wrong = {(one.row, one.column, one.problem) for one in register.problems}
    assert wrong == {
        (5, "class", "class_unknown"),
        (6, "joined", "date_unreadable"),
        (7, "joined", "future"),
        (9, "number", "twice"),
    }
    dry = await coop.wish(coop.officer, importing.import_register, register=register, dry_run=True)
    assert (dry.added, dry.unchanged) == (3, 0)
    assert (8, "shares_paid", "class_without_shares") in {(one.row, one.column, one.problem) for one in dry.problems}
    async with coop.work() as work:
        assert await work.value("SELECT count(*) FROM member_card") == 0
    for added, unchanged in ((3, 0), (0, 3)):
        taken = await coop.wish(coop.officer, importing.import_register, register=register, dry_run=False)
        assert (taken.added, taken.unchanged) == (added, unchanged)
    async with coop.work() as work:
        register_now = {one.number: one for one in await queries.register_at(work, work.now)}
        opening = await work.value("SELECT count(*) FROM account WHERE kind = 'opening'")
    assert (register_now[7].name, register_now[7].capital_minor) == ("Rosa Calpe", 10_000)
    assert register_now[7].joined_at.date() == date(2019, 5, 31)
    # Rights follow from what was paid, in the past as now.
    assert "vote" in register_now[7].rights
    assert register_now[9].rights == frozenset()
    assert opening == 1
    assert await coop.run(dues.raise_dues) == 0


async def test_somebody_finds_herself_by_a_proven_address(coop) -> None:
    await coop.wish(coop.officer, importing.import_register, register=read(FILE), dry_run=False)
    rosa = await people.sign_up(coop.database, name="Rosa")
    with pytest.raises(NotFound):
        await people.do(coop.database, rosa.viewer, importing.claim, coop.id)
    async with coop.worker.work(rosa.viewer.scope(None)) as work:
        await work.execute(
            "UPDATE identifier SET value = 'rosa@example.org', proven_at = $2 WHERE person_id = $1",
            rosa.viewer.person_id,
            work.now,
        )
    agent = await people.do(coop.database, rosa.viewer, importing.claim, coop.id)
    async with coop.work() as work:
        assert await work.value("SELECT number FROM member_card WHERE agent_id = $1", agent) == 7


@pytest.mark.parametrize(
    ("text", "problem"), [("", "empty"), ("name,class\nx,worker\n", "columns"), ("name,name,class,joined\n", "columns")]
)
def test_what_is_no_register(text: str, problem: str) -> None:
    with pytest.raises(RegisterUnreadable) as refused:
        read(text)
    assert refused.value.problem == problem


def test_semicolons_are_columns_too() -> None:
    assert read("name;class;joined\nAna;worker;2020-01-01\n").rows[0].name == "Ana"
