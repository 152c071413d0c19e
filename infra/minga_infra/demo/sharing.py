"""The demo's commons: works that members shared, improved, looked at and made, through the commands that they themselves use.

Everything happened over the last year, in the order of its days. Each deed is done in the name of whoever does it, so rights
hold here as anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from minga_commons.registry.commands import assets, forks, notices, peers, releases
from minga_infra.demo.content_types import Drawing, Localized
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Part:
    """A part or a tool: how much of what."""

    name: Localized
    quantity: str = ""
    unit: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of making it."""

    title: Localized
    text: Localized
    minutes: int | None = None
    picture: Drawing | None = None


@dataclass(frozen=True, slots=True)
class SharedWork:
    """A work with its first release. `days`: how many days ago it was published."""

    key: str
    by: tuple[str, ...]
    kind: str
    title: Localized
    summary: Localized
    description: Localized
    licence: str
    days: int
    pictures: tuple[Drawing, ...]
    craft: str = ""
    materials: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    tools: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    hazards: tuple[tuple[str, Localized], ...] = ()
    level: int | None = None
    file: str = ""
    """An address of a file that stays elsewhere."""
    held_by: str = ""
    consent: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """A later release of a work: what is new in it, and perhaps one more step."""

    key: str
    version: str
    notes: Localized
    days: int
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    """A work that goes on from another's newest release; `of` names a work of this co-op or `co-op/key`."""

    key: str
    of: str
    by: str
    title: Localized
    notes: Localized
    days: int
    relation: str = "fork"
    pictures: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """All that a co-op's members share. Reviews: (work, who, complete, made it, text); makings: (work, who, what, where)."""

    works: tuple[SharedWork, ...]
    laters: tuple[Later, ...] = ()
    forks: tuple[Fork, ...] = ()
    reviews: tuple[tuple[str, str, bool, bool, str], ...] = ()
    makings: tuple[tuple[str, str, str, str], ...] = ()
    withdrawn: tuple[tuple[str, str, str], ...] = ()
    notices: tuple[tuple[str, str, str, Localized], ...] = ()
    pictured: tuple[tuple[str, str, Drawing, Localized], ...] = ()
    """(slug, who, drawing, what is new): a work that was shared before anything could be drawn gets a release with a picture."""

    @property
    def drawings(self) -> set[Drawing]:
        """Every picture that is needed."""
        steps = {step.picture for work in self.works for step in work.steps if step.picture}
        return {
            *(one for work in self.works for one in work.pictures),
            *(p for f in self.forks for p in f.pictures),
            *steps,
            *(one[2] for one in self.pictured),
        }


class _Loader:
    def __init__(self, work: Work, shared: Shared, people: Mapping[str, UUID], files: Mapping[Drawing, UUID]) -> None:
        self._work, self._shared, self._people, self._files = work, shared, people, files
        self._today = work.now
        self._assets: dict[str, UUID] = {}
        self._newest: dict[str, UUID] = {}

    async def load(self) -> None:
        deeds: list[SharedWork | Later | Fork] = [*self._shared.works, *self._shared.laters, *self._shared.forks]
        for one in sorted(deeds, key=lambda deed: -deed.days):
            self._at(one.days)
            if isinstance(one, SharedWork):
                await self._begin(one)
            elif isinstance(one, Later):
                await self._go_on(one)
            else:
                await self._fork(one)
        for place, (key, who, complete, built, text) in enumerate(self._shared.reviews):
            self._at(30 - place * 2)
            await peers.review(
                self._work, self._who(who), release_id=self._newest[key], complete=complete, built_it=built, text=text,
                missing=() if complete else ("files",),
            )  # fmt: skip
        for place, (key, who, what, where) in enumerate(self._shared.makings):
            self._at(20 - place)
            outside = who not in self._people
            await peers.tell_making(
                self._work, self._who("marta" if outside and "marta" in self._people else who), release_id=self._newest[key],
                what=what, place=where, maker=who if outside else None,
            )  # fmt: skip
        for key, who, because in self._shared.withdrawn:
            self._at(12)
            await releases.withdraw(self._work, self._who(who), release_id=self._newest[key], because=because)
        for key, who, severity, warning in self._shared.notices:
            self._at(5)
            await notices.give_notice(
                self._work, self._who(who), release_id=self._newest[key], severity=severity, text=warning
            )
        for slug, who, drawing, notes in self._shared.pictured:
            self._at(15)
            await self._picture(slug, who, drawing, notes)
        self._work.now = self._today

    async def _picture(self, slug: str, who: str, drawing: Drawing, notes: Localized) -> None:
        before = await self._work.row(
            """SELECT r.id, r.asset_id, r.licence, r.document, a.title FROM release r
            JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
            WHERE r.cooperative_id = $1 AND a.slug = $2 AND r.state = 'published' ORDER BY r.born DESC LIMIT 1""",
            self._work.cooperative_id,
            slug,
        )
        if before is None:
            return
        author = self._who(who)
        release_id = await releases.draft_release(
            self._work, author, asset_id=before["asset_id"], version="1.1", licence=before["licence"], parents=[before["id"]],
            pictures=[{"file_id": self._files[drawing], "alt": before["title"]}], notes=notes, **before["document"],
        )  # fmt: skip
        await releases.publish_release(self._work, author, release_id=release_id)

    def _who(self, key: str) -> Viewer:
        return Viewer(person_id=self._people[key], proven_at=self._work.now)

    def _at(self, days: int) -> None:
        at: datetime = self._today - timedelta(days=days, hours=days % 7)
        self._work.now = at

    async def _begin(self, one: SharedWork) -> None:
        author = self._who(one.by[0])
        asset_id = await assets.start_asset(
            self._work, author, kind=one.kind, title=one.title, summary=one.summary, description=one.description,
            craft=one.craft, materials=one.materials, techniques=one.techniques, held_by=one.held_by, consent=one.consent,
        )  # fmt: skip
        self._assets[one.key] = asset_id
        for other in one.by[1:]:
            agent_id = await self._work.value(
                "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2",
                self._work.cooperative_id,
                self._people[other],
            )
            await assets.add_maintainer(self._work, author, asset_id=asset_id, agent_id=agent_id)
        if one.label:
            await assets.set_labels(
                self._work, author, asset_id=asset_id, labels=[{"label": one.label, "community": one.held_by}]
            )
        release_id = await releases.draft_release(
            self._work, author, asset_id=asset_id, version="1.0", licence=one.licence,
            parts=_parts(one.parts), tools=_parts(one.tools), steps=_steps(one.steps),
            hazards=[{"severity": severity, "text": text} for severity, text in one.hazards], no_hazards=not one.hazards,
            files=[{"path": one.file.rpartition("/")[2], "role": "source", "url": one.file}] if one.file else (),
            pictures=self._pictures(one), technology_level=one.level,
        )  # fmt: skip
        await self._publish(one.key, author, release_id)

    def _pictures(self, one: SharedWork) -> list[dict[str, object]]:
        whole = [{"file_id": self._files[drawing], "alt": one.title} for drawing in one.pictures]
        steps = [
            {"file_id": self._files[step.picture], "alt": step.title, "step": place}
            for place, step in enumerate(one.steps)
            if step.picture
        ]
        return [*whole, *steps]

    async def _publish(self, key: str, author: Viewer, release_id: UUID) -> None:
        await releases.publish_release(self._work, author, release_id=release_id)
        self._newest[key] = release_id

    async def _go_on(self, one: Later) -> None:
        first = next(work for work in self._shared.works if work.key == one.key)
        author = self._who(first.by[0])
        release_id = await releases.draft_release(
            self._work, author, asset_id=self._assets[one.key], version=one.version, licence=first.licence,
            parents=[self._newest[one.key]], parts=_parts(first.parts), tools=_parts(first.tools),
            steps=_steps((*first.steps, *((one.step,) if one.step else ()))),
            hazards=[{"severity": severity, "text": text} for severity, text in first.hazards],
            no_hazards=not first.hazards,
            files=[{"path": first.file.rpartition("/")[2], "role": "source", "url": first.file}] if first.file else (),
            pictures=self._pictures(first), technology_level=first.level, notes=one.notes,
        )  # fmt: skip
        await self._publish(one.key, author, release_id)

    async def _fork(self, one: Fork) -> None:
        author = self._who(one.by)
        origin = self._newest.get(one.of) or await self._work.value(
            """SELECT release_id FROM design_listing WHERE cooperative_slug = split_part($1, '/', 1)
            AND slug = split_part($1, '/', 2)""",
            one.of,
        )
        if origin is None:
            return
        asset_id = await forks.fork(self._work, author, release_id=origin, title=one.title, relation=one.relation)
        row = await self._work.row(
            "SELECT id, revision FROM release WHERE cooperative_id = $1 AND asset_id = $2",
            self._work.cooperative_id,
            asset_id,
        )
        assert row is not None
        changes: dict[str, object] = {"notes": one.notes}
        if one.pictures:
            changes["pictures"] = [{"file_id": self._files[drawing], "alt": one.title} for drawing in one.pictures]
        await releases.edit_draft(
            self._work, author, release_id=row["id"], expected_revision=row["revision"], changes=changes
        )
        self._assets[one.key] = asset_id
        await self._publish(one.key, author, row["id"])


def _parts(parts: Sequence[Part]) -> list[dict[str, object]]:
    return [{"name": one.name, "quantity": one.quantity, "unit": one.unit, "material": one.material} for one in parts]


def _steps(steps: Sequence[Step]) -> list[dict[str, object]]:
    return [{"title": one.title, "text": one.text, "minutes": one.minutes} for one in steps]


async def share(work: Work, shared: Shared, people: Mapping[str, UUID], files: Mapping[Drawing, UUID]) -> None:
    """Everything, in the unit given; nothing where it is there already."""
    first = shared.works[0].title
    if not await work.value(
        "SELECT true FROM asset WHERE cooperative_id = $1 AND title = $2", work.cooperative_id, dict(first)
    ):
        await _Loader(work, shared, people, files).load()
