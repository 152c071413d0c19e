"""The whole schema as SQL text, rendered from the declared tables.

`revising` drafts the next revision from two such texts; tests render it anew and hold the migrated database against it,
policies, functions and triggers included, which Alembic itself does not compare.
"""

import sqlalchemy as sa
from sqlalchemy.schema import ExecutableDDLElement

from minga_infra.database.models import METADATA
from minga_platform.kernel import tables


def statements() -> list[str]:
    """Every statement that makes the schema, in order, to be run by the owner."""
    made: list[str] = list(tables.functions_ddl())

    def keep(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        made.append(str(element.compile(dialect=engine.dialect)).strip())

    engine = sa.create_mock_engine("postgresql+asyncpg://", keep)
    METADATA.create_all(engine, checkfirst=False)
    for table in METADATA.sorted_tables:
        made.extend(tables.security_ddl(table))
    made.extend(tables.extra_ddl())
    return [_tidy(statement) for statement in made]


def script() -> str:
    """The same as one text."""
    return ";\n\n".join(statements()) + ";\n"


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.strip().splitlines())
