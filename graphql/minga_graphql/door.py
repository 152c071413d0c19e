"""The one door: a document, its variables, and who asks, in which co-op.

HTTP and our own pages come through here alike, so what a page can do any member's program can do. A document is checked
in one linear pass before it is validated (`limits`), answered by a compiled plan where its fields are plain (`plan`),
and by the executor otherwise; both give the same bytes.
"""

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

from minga_graphql import faults
from minga_graphql.context import Context
from minga_graphql.limits import CheckedDocument as CheckedDocument  # noqa: PLC0414 - pages know the door alone
from minga_graphql.limits import DocumentRefused, Guard
from minga_graphql.plan import Plans
from minga_graphql.schema import SCHEMA, printed
from minga_graphql.services import Services
from minga_platform.kernel import cooperatives
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.database import is_away
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.locale import say
from minga_platform.kernel.viewer import Viewer
from minga_platform.membership.calendars import queries as calendars

_DEADLINE_SECONDS = 5.0
_DIRECTORY_SECONDS = 30.0
_PAGES_BYTES = 12 * 1024 * 1024
"""What is remembered of our own pages' documents: some two hundred, more than are asked in a day."""
_log = structlog.get_logger("minga.door")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a document gives: JSON as bytes, and whether it was heard at all."""

    body: bytes
    status: int = 200

    def read(self) -> dict[str, Any]:
        """The answer as a dictionary, for callers in this process."""
        parsed: dict[str, Any] = orjson.loads(self.body)
        return parsed


class Door:
    """Executes documents against the schema."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.guard = Guard(SCHEMA)
        # Beside the strangers': whoever sends many documents must not make the door forget those of our pages.
        self._pages = Guard(SCHEMA, remembered_bytes=_PAGES_BYTES)
        self.plans = Plans(SCHEMA)
        self._directory: dict[str, tuple[float, Cooperative]] = {}

    @property
    def schema_text(self) -> str:
        """The schema as text, as it is printed and compared in CI."""
        return printed()

    async def cooperative_named(self, slug: str) -> Cooperative | None:
        """The co-op at `/c/<slug>`. The directory changes a few times a year, so a found one is remembered for half a minute."""
        kept = self._directory.get(slug)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        async with self.services.database.read(Scope()) as work:
            found = await cooperatives.by_slug(work, slug)
        if found is not None:
            self._directory[slug] = (time.monotonic() + _DIRECTORY_SECONDS, found)
        return found

    async def calendar_reader(self, cooperative: Cooperative, token: str, language: str) -> Viewer | None:
        """Whose own calendar a secret address is; None for one that does not hold."""
        async with self.services.database.read(Scope(cooperative.id)) as work:
            return await calendars.reader_by(work, token, language)

    def check(self, document: str) -> CheckedDocument:
        """Parse, bound and validate a document. Refuses: DocumentRefused."""
        return self.guard.check(document)

    def check_page(self, document: str) -> CheckedDocument:
        """The same for a document of our own pages."""
        return self._pages.check(document)

    def look(self, document: str) -> None:
        """Check a document and forget it. Refuses: DocumentRefused."""
        self._pages.look(document)

    async def execute(
        self,
        document: str | CheckedDocument,
        variables: dict[str, Any] | None,
        viewer: Viewer,
        cooperative: Cooperative | None = None,
        *,
        operation: str | None = None,
        reference: str = "",
    ) -> Answer:
        """Answer one document. A page's document is bounded as any other: what people type into forms becomes its variables."""
        reference = reference or secrets.token_hex(8)
        variables = variables or {}
        try:
            checked = document if isinstance(document, CheckedDocument) else self.guard.check(document)
            self.guard.check_variables(checked, variables, operation)
        except DocumentRefused as refused:
            return Answer(refused.body(reference), refused.status)
        context = Context(self.services, viewer, cooperative, reference=reference)
        try:
            async with asyncio.timeout(_DEADLINE_SECONDS):
                body = await self.plans.execute(checked, variables, context, operation)
                return Answer(body, 503 if context.away else 200)
        except TimeoutError:
            _log.warning("deadline", reference=reference)
            return Answer(
                _problem(say(context.language, faults.LATE), "DEADLINE", reference),
                503,
            )
        except Refusal as refusal:
            return Answer(_problem(type(refusal).__name__, refusal.code(), reference))
        except Exception as problem:  # noqa: BLE001 - a bug: masked for the asker, logged with its reference
            if is_away(problem):
                return away(context.language, reference, problem)
            _log.exception("unexpected", reference=reference)
            return Answer(_problem(say(context.language, faults.BROKEN), "UNEXPECTED", reference))
        finally:
            await context.close()


def away(language: str, reference: str, problem: Exception) -> Answer:
    """What is said while the database cannot be asked."""
    _log.warning("away", reference=reference, problem=f"{type(problem).__name__}: {problem}"[:200])
    return Answer(_problem(say(language, faults.AWAY), "UNAVAILABLE", reference), 503)


def _problem(message: str, code: str, reference: str) -> bytes:
    return orjson.dumps(
        {"data": None, "errors": [{"message": message, "extensions": {"code": code, "reference": reference}}]}
    )
