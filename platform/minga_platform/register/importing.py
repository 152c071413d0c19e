"""A register that was kept elsewhere: read from CSV, looked at first, taken row by row.

Columns, in any order: `name` and `class` and `joined` are needed; `number`, `kind` (person, organisation), `mail` and
`shares_paid` may be there. Good rows are taken, whatever the others hold, and the same file again changes nothing: a row
is known by its number, or by name and mail. Mail is kept as the co-op's way to reach somebody who has no account yet;
when she proves the same address, she finds herself in the register (`claim`).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.money import Money, parse_decimal, scale_of
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values
from minga_platform.membership.commands import members
from minga_platform.membership.commands.classes import all_terms
from minga_platform.membership.errors import IsMember
from minga_platform.register.commands.admission import issue_card, new_code
from minga_platform.register.commands.applying import make_organisation
from minga_platform.register.commands.shares import begin_rights, bring_along
from minga_platform.register.errors import RegisterUnreadable, RowProblem

MOST_ROWS = 20_000
_NEEDED = ("name", "class", "joined")
_KNOWN = frozenset({*_NEEDED, "number", "kind", "mail", "shares_paid"})
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One good row. `row` counts as a spreadsheet does: the header is 1."""

    row: int
    number: int | None
    name: str
    kind: str
    class_key: str
    joined_on: date
    mail: str
    paid_minor: int


@dataclass(frozen=True, slots=True)
class Register:
    """What a file holds: good rows, and what is wrong with the others."""

    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read(data: bytes, *, classes: Sequence[str], currency: str, today: date) -> Register:
    """Read a file. `classes`: the keys that the co-op has. Refuses: RegisterUnreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise RegisterUnreadable("encoding") from problem
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if not columns:
        raise RegisterUnreadable("empty")
    if not set(_NEEDED) <= set(columns) or len(set(columns)) != len(columns):
        raise RegisterUnreadable("columns")
    reader.fieldnames = columns
    good: list[Row] = []
    problems: list[RowProblem] = []
    seen: set[tuple[object, ...]] = set()
    try:
        for line, cells in enumerate(reader, 2):
            if line > MOST_ROWS + 1:
                raise RegisterUnreadable("too_long")
            found: list[RowProblem] = []
            row = _row(
                line, {name: (cells.get(name) or "").strip() for name in _KNOWN}, found, classes, currency, today
            )
            if None in cells:
                found.append(RowProblem(line, "", "too_many_cells"))
            if row is not None and not found:
                key = (row.number or (row.name, row.mail), row.class_key)
                if key in seen:
                    found.append(RowProblem(line, "number" if row.number else "name", "twice"))
                seen.add(key)
            problems += found
            if row is not None and not found:
                good.append(row)
    except csv.Error as problem:
        raise RegisterUnreadable("columns") from problem
    return Register(tuple(good), tuple(problems))


def _row(
    line: int, cells: Mapping[str, str], problems: list[RowProblem], classes: Sequence[str], currency: str, today: date
) -> Row | None:
    def wrong(column: str, problem: str) -> None:
        problems.append(RowProblem(line, column, problem))

    for column in _NEEDED:
        if not cells[column]:
            wrong(column, "required")
    if cells["class"] and cells["class"] not in classes:
        wrong("class", "class_unknown")
    kind = cells["kind"] or "person"
    if kind not in ("person", "organisation"):
        wrong("kind", "kind_unknown")
    joined = _day(cells["joined"])
    if cells["joined"] and joined is None:
        wrong("joined", "date_unreadable")
    elif joined is not None and joined > today:
        wrong("joined", "future")
    number: int | None = None
    if cells["number"]:
        number = int(cells["number"]) if cells["number"].isascii() and cells["number"].isdigit() else 0
        if not 1 <= number <= 2_000_000_000:
            wrong("number", "number_unreadable")
    paid = parse_decimal(cells["shares_paid"].replace(",", ".") or "0", scale_of(currency))
    if paid is None or not 0 <= paid <= 10**10:
        wrong("shares_paid", "amount_unreadable")
    mail = ""
    try:
        name = values.line(cells["name"], "name", longest=_LONGEST_NAME) if cells["name"] else ""
        mail = values.mail(cells["mail"]).value if cells["mail"] else ""
    except InvalidInput as refused:
        wrong(refused.field, refused.rule)
        return None
    if problems or joined is None or paid is None:
        return None
    return Row(line, number, name, kind, cells["class"], joined, mail, paid)


def _day(text: str) -> date | None:
    # ISO only: 03/04/2020 is two different days, and nobody should learn from us which one was meant.
    try:
        return date.fromisoformat(text[:10]) if len(text) >= 10 and text[4] == "-" else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did, or would do: rows that became members, and rows that stood there already."""

    added: int
    unchanged: int
    problems: tuple[RowProblem, ...]


async def import_register(work: Work, viewer: Viewer, *, register: Register, dry_run: bool) -> Taken:
    """Take the good rows, or say what would become of them. Refuses: as `access.require` for `register.import`."""
    await access.require(work, viewer, "register.import")
    return await take(work, register, dry_run=dry_run)


async def take(work: Work, register: Register, *, dry_run: bool) -> Taken:
    """The deed, nobody's right being asked: also for the command line. Safe to repeat."""
    terms = await all_terms(work)
    home = await work.row("SELECT currency, zone FROM cooperative WHERE id = $1", work.cooperative_id)
    assert home is not None
    added = unchanged = 0
    problems = list(register.problems)
    for row in register.rows:
        if row.paid_minor and not terms[row.class_key].terms.share_minor:
            problems.append(RowProblem(row.row, "shares_paid", "class_without_shares"))
            continue
        agent_id, clash = await _known(work, row)
        if clash:
            problems.append(RowProblem(row.row, "number", "number_taken"))
        elif agent_id is not None and await _is_member(work, agent_id, row.class_key):
            unchanged += 1
        else:
            added += 1
            if not dry_run:
                await _take(work, row, agent_id, home["currency"], home["zone"])
    return Taken(added, unchanged, tuple(sorted(problems, key=lambda one: (one.row, one.column))))


async def _known(work: Work, row: Row) -> tuple[UUID | None, bool]:
    """The agent that a row means, and whether its number is somebody else's."""
    if row.number is not None:
        found = await work.row(
            """SELECT a.id, a.name FROM member_card k JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
               WHERE k.cooperative_id = $1 AND k.number = $2""",
            work.cooperative_id,
            row.number,
        )
        return (None, False) if found is None else (found["id"], found["name"] != row.name)
    agent_id: UUID | None = await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND name = $2 AND kind = $3 AND coalesce(contact ->> 'mail', '') = $4"
        " ORDER BY created_at, id LIMIT 1",
        work.cooperative_id, row.name, row.kind, row.mail,
    )  # fmt: skip
    return agent_id, False


async def _is_member(work: Work, agent_id: UUID, class_key: str) -> bool:
    return bool(
        await work.value(
            "SELECT true FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id"
            " WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND c.key = $3 AND m.left_at IS NULL",
            work.cooperative_id,
            agent_id,
            class_key,
        )
    )


async def _take(work: Work, row: Row, agent_id: UUID | None, currency: str, zone: str) -> None:
    if agent_id is None:
        agent_id = await _agent(work, row)
    joined_at = datetime.combine(row.joined_on, time(12), ZoneInfo(zone)).astimezone(UTC)
    try:
        membership_id = await members.enrol(
            work, agent_id=agent_id, class_key=row.class_key, joined_at=min(joined_at, work.now)
        )
    except IsMember:
        return
    await bring_along(work, membership_id, Money(row.paid_minor, currency))
    await begin_rights(work, membership_id, at=min(joined_at, work.now))
    if row.number is not None:
        await work.execute(
            "INSERT INTO member_card (cooperative_id, id, agent_id, number, code, issued_at) VALUES ($1, $2, $3, $4, $5, $6)"
            " ON CONFLICT DO NOTHING",
            work.cooperative_id, ids.new(), agent_id, row.number, new_code(), work.now,
        )  # fmt: skip
    await issue_card(work, agent_id)


async def _agent(work: Work, row: Row) -> UUID:
    if row.kind == "organisation":
        agent_id = await make_organisation(work, row.name)
    else:
        agent_id = ids.new()
        await work.execute(
            "INSERT INTO agent (cooperative_id, id, kind, name, created_at) VALUES ($1, $2, 'person', $3, $4)",
            work.cooperative_id, agent_id, row.name, work.now,
        )  # fmt: skip
    if row.mail:
        await work.execute(
            "UPDATE agent SET contact = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, agent_id, {"mail": row.mail},
        )  # fmt: skip
    return agent_id


async def claim(work: Work, viewer: Viewer) -> UUID:
    """The asker is somebody whom the register brought along: by a proven address, and not known here otherwise; her agent.

    Refuses: SignInNeeded, NotFound.
    """
    person_id = access.herself(viewer)
    if await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, person_id
    ):
        raise NotFound
    agent_id: UUID | None = await work.value(
        """UPDATE agent SET person_id = $2 WHERE cooperative_id = $1 AND id = (
               SELECT a.id FROM agent a JOIN identifier i ON i.person_id = $2 AND i.kind = 'mail' AND i.proven_at IS NOT NULL
                   AND i.value = a.contact ->> 'mail'
               WHERE a.cooperative_id = $1 AND a.kind = 'person' AND a.person_id IS NULL ORDER BY a.created_at, a.id LIMIT 1)
           RETURNING id""",
        work.cooperative_id,
        person_id,
    )
    if agent_id is None:
        raise NotFound
    return agent_id
