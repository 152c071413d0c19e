"""How an error of an answer is told: refusals by name, mistakes of the asker in words, bugs masked with a reference."""

from typing import Any

import asyncpg
import structlog
from graphql import GraphQLError

from minga_graphql.sentences import sentence
from minga_platform.kernel.database import is_away
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.locale import mark, say

CROWDED = mark("Many people want the same thing at this moment. Nothing was changed; please try again.")
LATE = mark("This took too long and was stopped; nothing was changed by halves.")
BROKEN = mark("Something went wrong on our side.")
AWAY = mark(
    "Our books cannot be opened at this moment. What you sent may have been noted or not: look again in a minute before you "
    "send it once more."
)

_log = structlog.get_logger("minga.door")

_CROWDED = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""The database gave up waiting, so that nobody waits for long. No bug: nothing was changed, and the same wish may be sent again."""


def tell(error: GraphQLError, context: Any) -> dict[str, Any]:
    """One error in GraphQL's form. What was unexpected is logged here, under the reference that the asker gets."""
    reference: str = getattr(context, "reference", "")
    told: dict[str, Any] = {**error.formatted}
    language: str = getattr(context, "language", "en")
    cause = _cause(error)
    if isinstance(cause, Refusal):
        told["message"] = sentence(cause, language)
        told["extensions"] = {"code": cause.code(), "reference": reference}
    elif cause is None:
        told["extensions"] = {"code": "BAD_INPUT", "reference": reference}
    elif isinstance(cause, _CROWDED):
        _log.warning("crowded", reference=reference, path=error.path, problem=type(cause).__name__)
        told["message"] = say(language, CROWDED)
        told["extensions"] = {"code": "BUSY", "reference": reference}
    elif is_away(cause):
        _log.warning("away", reference=reference, path=error.path, problem=f"{type(cause).__name__}: {cause}"[:200])
        context.away = True
        told["message"] = say(language, AWAY)
        told["extensions"] = {"code": "UNAVAILABLE", "reference": reference}
    else:
        _log.error("unexpected", reference=reference, path=error.path, exc_info=cause)
        told["message"] = say(language, BROKEN)
        told["extensions"] = {"code": "UNEXPECTED", "reference": reference}
    return told


def _cause(error: GraphQLError) -> BaseException | None:
    """What raised it, or None where the request itself was at fault and the message says how."""
    if error.path is None:
        return None  # a variable, or the choice of the operation
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, GraphQLError) and cause.message.startswith("Argument "):
        return None
    return cause or error
