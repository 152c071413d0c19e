"""Meilisearch through its own client, in threads: the client waits on sockets, the loop must not.

The filter is built here from the unit's co-op, never by the asker. Words are folded before they are sent, so no quote or
minus in them means anything. When the program does not answer, the next seconds don't ask it again.
"""

import time
from collections.abc import AsyncIterable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import anyio
import anyio.to_thread

from minga_platform.market.catalog.ports import Hits, Read, SearchUnavailable
from minga_platform.market.catalog.queries.documents import ALL_THE_TIME
from minga_platform.market.catalog.queries.listings import MOST_RANKED, Filter
from minga_platform.market.catalog.search import Wanted

if TYPE_CHECKING:
    from meilisearch import Client

Answer = TypeVar("Answer")

INDEX = "minga_listings_2"
"""With the form of its documents, so that a release with another form fills an index of its own while the old one still answers the old release."""
_SEARCH_SECONDS = 1
_WRITE_SECONDS = 30
_PAUSE_SECONDS = 3.0
_AT_ONCE = 8
_FACETS = ("category", "stall", "tag")
_SETTINGS: dict[str, Any] = {
    "searchableAttributes": ["title", "maker", "place", "rest"],
    "filterableAttributes": [
        "id",
        "cooperative",
        "category",
        "stall",
        "tag",
        "price",
        "there",
        "season",
        "cycle_until",
        "had_in",
    ],
    "sortableAttributes": ["published"],
    "displayedAttributes": ["id"],
    # As many slips as PostgreSQL's side forgives (see market/catalog/search.py).
    "typoTolerance": {"enabled": True, "minWordSizeForTypos": {"oneTypo": 4, "twoTypos": 7}},
    "faceting": {"maxValuesPerFacet": 40, "sortFacetValuesBy": {"*": "count"}},
    "pagination": {"maxTotalHits": MOST_RANKED},
}


class MeilisearchIndex:
    """One index for all co-ops; every question names the co-op it may see."""

    def __init__(self, url: str, key: str, *, index: str = INDEX) -> None:
        self._url, self._key, self._index = url, key or None, index
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        self._clients: dict[int, Client] = {}
        self._quiet_until = 0.0

    # Asking

    async def find(
        self, read: Read, cooperative_id: UUID | None, text: str, wanted: Filter, *, offset: int = 0, limit: int = 25
    ) -> Hits:
        """As the port says. One round trip, however many facets are chosen."""
        typed = Wanted.read(text)
        if not typed.words:
            return Hits([], 0)
        if time.monotonic() < self._quiet_until:
            raise SearchUnavailable
        # How alike the words are is told as a number; the order itself follows the members' rules (`catalog/ranking.py`).
        words = " ".join(typed.words)
        queries = [
            {
                **self._query(words, cooperative_id, wanted),
                "offset": offset,
                "limit": limit,
                "facets": list(_FACETS) if cooperative_id else [],
                "showRankingScore": True,
            }
        ]
        # A chosen facet is counted without itself, so that its other choices still say what they would show. What the goods of
        # the first answer are in season, or in a cycle, is counted where they are ranked.
        chosen = [facet for facet in _FACETS if cooperative_id and getattr(wanted, facet) is not None]
        queries += [
            {**self._query(words, cooperative_id, wanted.without(facet)), "limit": 0, "facets": [facet]}
            for facet in chosen
        ]
        answers = await self._ask(lambda client: client.multi_search(queries)["results"])
        first = answers[0]
        total = first["estimatedTotalHits"]
        choices = {facet: dict(first.get("facetDistribution", {}).get(facet, {})) for facet in _FACETS}
        for facet, answer in zip(chosen, answers[1:], strict=True):
            choices[facet] = dict(answer.get("facetDistribution", {}).get(facet, {}))
        choices["category"].pop("", None)
        return Hits(
            [UUID(hit["id"]) for hit in first["hits"]],
            total,
            total >= MOST_RANKED,
            choices=choices if cooperative_id else {},
            likeness=[round(hit["_rankingScore"] * 1000) for hit in first["hits"]],
        )

    def _query(self, words: str, cooperative_id: UUID | None, wanted: Filter) -> dict[str, Any]:
        parts = [] if cooperative_id is None else [f"cooperative = {_quoted(str(cooperative_id))}"]
        parts += [f"{facet} = {_quoted(value)}" for facet in _FACETS if (value := getattr(wanted, facet)) is not None]
        if wanted.least_minor is not None:
            parts.append(f"price >= {wanted.least_minor}")
        if wanted.most_minor is not None:
            parts.append(f"price <= {wanted.most_minor}")
        if wanted.in_stock:
            parts.append("there = true")
        if wanted.in_season:
            parts.append(f"season = {wanted.at.month}")
        if wanted.in_cycle:
            parts.append(f"cycle_until > {int(wanted.at.at.timestamp())}")
        if wanted.within is not None:
            had = [ALL_THE_TIME] if wanted.within.always else []
            had += [str(one) for one in wanted.within.cycle_ids]
            parts.append(f"had_in IN [{', '.join(map(_quoted, had))}]")
        return {"indexUid": self._index, "q": words, "filter": parts, "matchingStrategy": "all"}

    # Feeding

    async def put(self, documents: Sequence[dict[str, Any]], *, wait: bool = True) -> None:
        """As the port says."""

        def write(client: "Client") -> None:
            task = client.index(self._index).add_documents(list(documents), primary_key="id")
            if wait:
                self._settle(client, task)

        if documents:
            await self._write(write)

    async def remove(self, product_ids: Sequence[UUID], *, wait: bool = True) -> None:
        """As the port says."""

        def write(client: "Client") -> None:
            gone = ", ".join(_quoted(str(one)) for one in product_ids)
            task = client.index(self._index).delete_documents(filter=f"id IN [{gone}]")
            if wait:
                self._settle(client, task)

        if product_ids:
            await self._write(write)

    async def count(self, cooperative_id: UUID) -> int | None:
        """As the port says."""

        from meilisearch.errors import MeilisearchApiError

        def count(client: "Client") -> int | None:
            wanted = {"filter": f"cooperative = {_quoted(str(cooperative_id))}", "limit": 0}
            try:
                return int(client.index(self._index).get_documents(wanted).total)
            except MeilisearchApiError as problem:
                # Not there; or made by a write that came before it was: then it does not know what is filtered by.
                if problem.code in ("index_not_found", "invalid_document_filter"):
                    return None
                raise

        return await self._write(count)

    async def rebuild(self, batches: AsyncIterable[Sequence[dict[str, Any]]]) -> int:
        """As the port says: searches see the old index until the new one is whole."""
        fresh, held = f"{self._index}_{time.time_ns():x}", 0

        def begin(client: "Client") -> None:
            self._settle(client, client.create_index(fresh, {"primaryKey": "id"}))
            self._settle(client, client.index(fresh).update_settings(_SETTINGS))
            # Swapping wants two: the first time the old one is empty.
            if not any(one.uid == self._index for one in client.get_indexes({"limit": 1000})["results"]):
                self._settle(client, client.create_index(self._index, {"primaryKey": "id"}))

        def end(client: "Client") -> None:
            self._settle(client, client.swap_indexes([{"indexes": [self._index, fresh]}]))
            self._settle(client, client.delete_index(fresh))

        await self._write(begin)
        async for batch in batches:
            documents = list(batch)
            held += len(documents)

            def add(client: "Client", documents: list[dict[str, Any]] = documents) -> None:
                self._settle(client, client.index(fresh).add_documents(documents))

            await self._write(add)
        await self._write(end)
        return held

    # The wire

    async def _ask(self, question: Callable[["Client"], Answer]) -> Answer:
        try:
            return await self._in_thread(question, _SEARCH_SECONDS)
        except SearchUnavailable:
            self._quiet_until = time.monotonic() + _PAUSE_SECONDS
            raise

    async def _write(self, wish: Callable[["Client"], Answer]) -> Answer:
        return await self._in_thread(wish, _WRITE_SECONDS)

    async def _in_thread(self, wish: Callable[["Client"], Answer], seconds: int) -> Answer:
        from meilisearch.errors import MeilisearchError

        def run() -> Answer:
            client = self._clients.get(seconds)
            if client is None:
                from meilisearch import Client as Connect

                client = self._clients[seconds] = Connect(self._url, self._key, timeout=seconds)
            return wish(client)

        try:
            return await anyio.to_thread.run_sync(run, limiter=self._limiter)
        except (MeilisearchError, OSError) as problem:
            raise SearchUnavailable(str(problem)) from problem

    @staticmethod
    def _settle(client: "Client", task: Any) -> None:
        done = client.wait_for_task(task.task_uid, timeout_in_ms=_WRITE_SECONDS * 1000, interval_in_ms=25)
        if done.status != "succeeded":
            raise SearchUnavailable(f"{done.type}: {done.error}")


def _quoted(value: str) -> str:
    """A value in Meilisearch's filter language; nothing in it can end the quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
