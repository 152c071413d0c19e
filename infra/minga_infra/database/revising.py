"""A draft of the next revision: what turns the schema as it was last frozen into the schema that the models declare.

Both are texts made by `freeze`, so policies, triggers and functions are part of the comparison, which Alembic's own drafts
leave out. The draft is a beginning: a column that may not be null needs a value for the rows that are there already, and
that is for whoever writes the revision to say. A test holds the migrated database against the models, whatever the draft did.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from minga_infra.database import freeze

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_FROZEN = _VERSIONS.parent / "schema.sql"
"""The whole schema as the newest revision leaves it; read here and nowhere else."""

_TABLE = re.compile(r"CREATE TABLE (\S+) \(\n(.*)\n\)$", re.DOTALL)
_NAMED = re.compile(r"CREATE (?:UNIQUE )?(INDEX|POLICY|TRIGGER|CONSTRAINT TRIGGER) (\S+).*?\bON (\S+)", re.DOTALL)
_CONSTRAINT = re.compile(r"CONSTRAINT (\S+) ")

_SCRIPT = '''"""{title}: `{name}.sql`, drafted by `minga migrate --next` and read by a person."""

from pathlib import Path

from alembic import op

from minga_infra.database.migrate import run_script

revision = "{number}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was taken before the upgrade.")
'''


def write_next(title: str) -> Path:
    """Write the next revision and the schema it leads to; where. Refuses (ValueError) when nothing changed."""
    now = freeze.statements()
    drafted = list(difference(split(_FROZEN.read_text()), now))
    if not drafted:
        raise ValueError("The models declare what the newest revision already made.")
    before = max(path.name.split("_", 1)[0] for path in _VERSIONS.glob("[0-9]*.py"))
    number = f"{int(before) + 1:04}"
    name = f"{number}_{re.sub('[^a-z0-9]+', '_', title.lower()).strip('_')}"
    text = _SCRIPT.format(title=title, name=name, number=number, before=before)
    (_VERSIONS / f"{name}.py").write_text(text)
    path = _VERSIONS / f"{name}.sql"
    path.write_text(";\n\n".join(drafted) + ";\n")
    _FROZEN.write_text(";\n\n".join(now) + ";\n")
    return path


def split(script: str) -> list[str]:
    """The statements of a frozen text. Bodies of functions stay whole, whatever stands in them."""
    made: list[str] = []
    open_piece = ""
    for piece in re.sub(r"\A(?:--[^\n]*\n+)+", "", script).strip().removesuffix(";").split(";\n\n"):
        open_piece = f"{open_piece};\n\n{piece}" if open_piece else piece
        if len(re.findall(r"\$\w*\$", open_piece)) % 2 == 0:
            made.append(open_piece)
            open_piece = ""
    assert not open_piece, "a quotation of the frozen schema is not closed"
    return made


def difference(before: list[str], now: list[str]) -> Iterator[str]:
    """Statements that lead from one schema to the other, in the order of the new one; what goes, goes first."""
    old, new = set(before), set(now)
    tables_before = {match[1]: match[2] for text in before if (match := _TABLE.match(text))}
    tables_now = {match[1] for text in now if (match := _TABLE.match(text))}
    gone = tables_before.keys() - tables_now
    for text in before:
        if text not in new and (match := _NAMED.match(text)) and match[3] not in gone:
            kind = match[1].removeprefix("CONSTRAINT ")
            yield f"DROP {kind} {match[2]}" + ("" if kind == "INDEX" else f" ON {match[3]}")
    yield from (f"DROP TABLE {name}" for name in sorted(gone))
    for text in now:
        if text in old:
            continue
        match = _TABLE.match(text)
        if match and match[1] in tables_before:
            yield from _altered(match[1], tables_before[match[1]], match[2])
        else:
            yield re.sub(r"\ACREATE FUNCTION", "CREATE OR REPLACE FUNCTION", text)


def _altered(table: str, before: str, now: str) -> Iterator[str]:
    """Columns and constraints of one table, a line each as `freeze` writes them."""
    old, new = _lines(before), _lines(now)
    for key in old.keys() - new.keys() | {key for key in old.keys() & new.keys() if old[key] != new[key]}:
        if key.startswith("CONSTRAINT "):
            yield f"ALTER TABLE {table} DROP {key}"
    for key in old.keys() - new.keys():
        if not key.startswith("CONSTRAINT "):
            yield f"ALTER TABLE {table} DROP COLUMN {key}"
    for key, line in new.items():
        if key not in old:
            yield f"ALTER TABLE {table} ADD {'' if key.startswith('CONSTRAINT ') else 'COLUMN '}{line}"
        elif old[key] != line and key.startswith("CONSTRAINT "):
            yield f"ALTER TABLE {table} ADD {line}"
        elif old[key] != line:
            was_optional, is_optional = "NOT NULL" not in old[key], "NOT NULL" not in line
            if was_optional != is_optional:
                yield f"ALTER TABLE {table} ALTER COLUMN {key} {'DROP' if is_optional else 'SET'} NOT NULL"
            if old[key].replace(" NOT NULL", "") != line.replace(" NOT NULL", ""):
                yield f"-- by hand: {table}: {old[key]}  →  {line}\nSELECT 1"


def _lines(columns: str) -> dict[str, str]:
    return {
        (f"CONSTRAINT {match[1]}" if (match := _CONSTRAINT.match(line)) else line.split(" ", 1)[0]): line
        for line in (part.strip().removesuffix(",") for part in columns.split("\n\t"))
    }
