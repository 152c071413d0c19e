"""What a resolver has at hand: who asks, in which co-op, and two ways to the database.

`read` gives the one snapshot of an operation, a statement at a time, since sibling fields are resolved at once and a
connection must not be shared between tasks. `perform` is the only way to change something: it opens the unit of work,
runs the command, stores the idempotency row, and commits before any child field is resolved.
"""

import asyncio
import dataclasses
import functools
import hashlib
import inspect
import types
import typing
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar, get_type_hints
from uuid import UUID

import orjson

from minga_graphql.services import Services
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.errors import InvalidInput, KeyReused, NeedsCooperative
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.commands.helping import note_deed

Result = TypeVar("Result")
_KEY_LENGTH = range(8, 129)


class Context:
    """One operation's surroundings. Loaders and other per-operation things live in `kept`."""

    def __init__(
        self, services: Services, viewer: Viewer, cooperative: Cooperative | None, *, reference: str = ""
    ) -> None:
        self.services = services
        self.viewer = viewer
        self.cooperative = cooperative
        self.reference = reference
        self.kept: dict[Any, Any] = {}
        self.away = False
        """The database could not be asked; whatever else stands in the answer, it is none to rely on."""
        self._snapshot: AbstractAsyncContextManager[Work] | None = None
        self._reading: Work | None = None
        self._turn = asyncio.Lock()

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.viewer.language

    @property
    def home_language(self) -> str | None:
        """The co-op's own language, in which content is shown that the reader's language lacks."""
        return self.cooperative.language if self.cooperative else None

    def said(self, text: Mapping[str, str]) -> str:
        """Content of several languages as this reader gets it."""
        found = text.get(self.viewer.language)
        if found is not None:
            return found  # Nearly always, and for every card several times.
        return Text.stored(text).read(self.viewer.language, self.home_language)

    def require_cooperative(self) -> Cooperative:
        """Refuses: NeedsCooperative."""
        if self.cooperative is None:
            raise NeedsCooperative
        return self.cooperative

    def read(self) -> "_Turn":
        """The snapshot of this operation; whoever holds it has it alone, so keep the block short and never nest it."""
        return _Turn(self)

    async def begin_reading(self) -> Work:
        """The snapshot, opened by whoever comes first; only for whose turn it is."""
        if self._reading is None:
            scope = self.viewer.scope(self.cooperative.id if self.cooperative else None)
            snapshot = self.services.database.read(scope, self.viewer.actor)
            self._reading = await snapshot.__aenter__()
            self._snapshot = snapshot
        return self._reading

    def carry_cart(self, visitor_hash: bytes) -> None:
        """From here on this operation carries a basket that it began itself."""
        self.viewer = dataclasses.replace(self.viewer, visitor_hash=visitor_hash)

    async def close(self) -> None:
        """End the snapshot."""
        self._reading = None
        if self._snapshot is not None:
            snapshot, self._snapshot = self._snapshot, None
            await snapshot.__aexit__(None, None, None)

    async def perform(
        self,
        command: Callable[..., Awaitable[Result]],
        /,
        *,
        key: str | None = None,
        where: UUID | None = None,
        **wish: Any,
    ) -> Result:
        """Run a command in a unit of its own, once per `key`; in the co-op `where` names, else in the request's own.

        A command takes `(work, **wish)` or `(work, viewer, **wish)`. With a key it returns a UUID, None, or a dataclass of
        UUIDs, texts and whole numbers, which is stored as the wish's result; the same wish again gets that result back.
        Refuses: KeyReused (other input under this key), InvalidInput (a key of fewer than 8 or more than 128 characters),
        and whatever the command refuses.
        """
        await self.end_reading()
        first = (self.viewer,) if _takes_viewer(command) else ()
        scope = self.viewer.scope(where or (self.cooperative.id if self.cooperative else None))

        async def once(work: Work) -> Result:
            if key is None or not _is_somebody(self.viewer):
                result = await command(work, *first, **wish)
            else:
                result = await _keyed(work, self.viewer, command, first, key, wish)
            if self.viewer.for_person_id is not None:
                await note_deed(work, self.viewer, deed=command.__name__, subject_id=_subject(result))
            return result

        result = await self.services.database.run(scope, self.viewer.actor, once)
        self.services.wake_worker()
        return result

    async def end_reading(self) -> None:
        """What was changed meanwhile is seen by the next `read`."""
        async with self._turn:
            await self.close()


class _Turn:
    """A turn at the snapshot. A class and not a generator: every resolver takes one."""

    __slots__ = ("_context",)

    def __init__(self, context: Context) -> None:
        self._context = context

    async def __aenter__(self) -> Work:
        turn = self._context._turn  # noqa: SLF001 - the two are one
        await turn.acquire()
        try:
            return await self._context.begin_reading()
        except BaseException:
            turn.release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._context._turn.release()  # noqa: SLF001 - as above


def _subject(result: Any) -> UUID | None:
    """What a command made or changed, as far as its result names it."""
    found = result if isinstance(result, UUID) else getattr(result, "order_id", None)
    return found if isinstance(found, UUID) else None


@functools.cache
def _takes_viewer(command: Callable[..., Any]) -> bool:
    return "viewer" in inspect.signature(command).parameters


def _is_somebody(viewer: Viewer) -> bool:
    """A key belongs to whoever made it; a visitor without cart or session has nothing to be recognised by."""
    return viewer.person_id is not None or viewer.visitor_hash is not None


async def _keyed(
    work: Work,
    viewer: Viewer,
    command: Callable[..., Awaitable[Result]],
    first: tuple[Any, ...],
    key: str,
    wish: dict[str, Any],
) -> Result:
    if len(key) not in _KEY_LENGTH:
        raise InvalidInput(
            field="key", rule="length", minimum=str(_KEY_LENGTH.start), maximum=str(_KEY_LENGTH.stop - 1)
        )
    realm = str(work.scope.cooperative_id or "person")
    who = work.actor.label if viewer.person_id is not None else f"visitor:{(viewer.visitor_hash or b'').hex()}"
    name = command.__name__
    digest = hashlib.sha256(orjson.dumps(_plain(wish), option=orjson.OPT_SORT_KEYS)).digest()
    # The row is written first: a second copy of the same wish waits here until the first one commits or is refused.
    fresh = await work.value(
        "INSERT INTO idempotency (realm, actor, command, key, input_hash, result, created_at) VALUES ($1, $2, $3, $4, $5, 'null', $6) "
        "ON CONFLICT DO NOTHING RETURNING true",
        realm, who, name, key, digest, work.now,
    )  # fmt: skip
    where = "realm = $1 AND actor = $2 AND command = $3 AND key = $4"
    if not fresh:
        row = await work.row(f"SELECT input_hash, result FROM idempotency WHERE {where}", realm, who, name, key)
        if row is None or bytes(row["input_hash"]) != digest:
            raise KeyReused
        return typing.cast("Result", _restore(get_type_hints(command)["return"], row["result"]))
    result = await command(work, *first, **wish)
    await work.execute(
        f"UPDATE idempotency SET result = coalesce($5, 'null'::jsonb) WHERE {where}",
        realm,
        who,
        name,
        key,
        _plain(result),
    )
    return result


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _restore(kind: Any, stored: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        if stored is None:
            return None
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    origin = typing.get_origin(kind)
    if origin in (list, tuple):
        return origin(_restore(typing.get_args(kind)[0], part) for part in stored)
    if stored is None:
        return None
    supertype = getattr(kind, "__supertype__", kind)  # a NewType's own type
    if dataclasses.is_dataclass(supertype):
        hints = get_type_hints(supertype)
        return supertype(**{name: _restore(hints[name], part) for name, part in stored.items()})  # type: ignore[operator]
    return UUID(stored) if supertype is UUID else stored
