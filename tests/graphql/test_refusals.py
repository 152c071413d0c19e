"""Every refusal of the house has a type, a sentence in each language, and no fact that has no form outside."""

import importlib
import pkgutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

import minga_commons
import minga_graphql.paging  # noqa: F401 - its refusal belongs to the house
import minga_platform
from minga_graphql import refusals, sentences
from minga_graphql.scalars import SCALARS
from minga_platform.kernel import errors, ids, money
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.locale import Text


def house_refusals() -> list[type[Refusal]]:
    """All that a feature of the two lower rooms or the door itself can raise."""
    for room in (minga_platform, minga_commons):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    return [one for one in refusals.all_refusals() if one.__module__.startswith("minga_")]


@pytest.mark.parametrize("refusal", house_refusals(), ids=lambda one: one.__name__)
def test_no_refusal_is_unmapped(refusal: type[Refusal]) -> None:
    told = refusals.refusal_type(refusal)
    assert issubclass(told, refusals.RefusalInterface)


@pytest.mark.parametrize("refusal", house_refusals(), ids=lambda one: one.__name__)
def test_every_refusal_has_a_sentence(refusal: type[Refusal]) -> None:
    assert refusal.__name__ in sentences.SENTENCES, "say in minga_graphql.sentences what it means for people"


def test_no_sentence_is_left_behind() -> None:
    assert sentences.SENTENCES.keys() <= {one.__name__ for one in house_refusals()}


@dataclass
class Missing:
    """One thing that lacks."""

    thread_id: UUID
    name: Text


class Colour(StrEnum):
    """A colour."""

    CLAY = "clay"
    LEAF = "leaf"


@dataclass
class EveryFact(Refusal):
    """A refusal with `every` kind of fact."""

    count: int
    held: bool
    note: str | None
    price: money.Money
    weight: money.Quantity | None
    until: datetime
    parcel_id: UUID
    colour: Colour
    mood: Literal["good", "bad"] = "good"
    missing: list[Missing] = field(default_factory=list)
    names: tuple[str, ...] = ()


def every_fact() -> EveryFact:
    return EveryFact(
        count=3,
        held=True,
        note=None,
        price=money.Money(1234, "EUR"),
        weight=money.Quantity(1500, money.Unit.GRAM),
        until=datetime(2026, 11, 28, 10, 4, tzinfo=UTC),
        parcel_id=UUID(int=7),
        colour=Colour.LEAF,
        missing=[Missing(UUID(int=8), Text.stored({"es": "Cesta", "en": "Basket"}))],
        names=("a", "b"),
    )


@strawberry.type
class Placed:
    id: strawberry.ID


def schema_raising(refusal: Refusal, language: str = "en") -> strawberry.Schema:
    union = refusals.result_union("PlaceResult", Placed, [type(refusal), errors.NotFound, type(refusal)])

    def place() -> Any:
        return refusals.present(refusal, language)

    place.__annotations__["return"] = union
    query = strawberry.type(type("Query", (), {"place": strawberry.field(place)}))
    return strawberry.Schema(query=query, config=StrawberryConfig(scalar_map=SCALARS))


def test_facts_of_every_kind_are_told() -> None:
    schema = schema_raising(every_fact(), "es")
    answer = schema.execute_sync(
        """{ place { __typename ... on Refusal { code message } ... on EveryFact {
            count held note price { minor decimal } weight { base display } until parcelId colour mood
            missing { threadId name { language text } } names } } }"""
    )
    assert answer.errors is None
    assert answer.data == {
        "place": {
            "__typename": "EveryFact",
            "code": "EVERY_FACT",
            "message": answer.data["place"]["message"] if answer.data else None,
            "count": 3,
            "held": True,
            "note": None,
            "price": {"minor": 1234, "decimal": "12.34"},
            "weight": {"base": 1500, "display": "1,5 kg"},
            "until": "2026-11-28T10:04:00Z",
            "parcelId": ids.encode("parcel", UUID(int=7)),
            "colour": "LEAF",
            "mood": "good",
            "missing": [
                {
                    "threadId": ids.encode("thread", UUID(int=8)),
                    "name": [{"language": "es", "text": "Cesta"}, {"language": "en", "text": "Basket"}],
                }
            ],
            "names": ["a", "b"],
        }
    }


def test_the_union_names_the_payload_first_and_each_refusal_once() -> None:
    printed = schema_raising(every_fact()).as_str()
    assert "union PlaceResult = Placed | EveryFact | NotFound\n" in printed
    assert "A refusal with `every` kind of fact." in printed


def test_an_id_bears_the_prefix_of_its_feature() -> None:
    @dataclass
    class Gone(Refusal):
        """Gone."""

        basket_id: UUID

    refusals.name_id("basket_id", "bask")
    assert refusals.present(Gone(UUID(int=7)), "en").basket_id == ids.encode("bask", UUID(int=7))


def test_a_fact_without_a_form_outside_is_never_told_by_accident() -> None:
    @dataclass
    class Leaky(Refusal):
        """It would tell what it must not."""

        secret: bytes

    with pytest.raises(TypeError, match=r"Leaky\.secret"):
        refusals.refusal_type(Leaky)


def test_a_fact_cannot_take_the_name_of_what_every_refusal_has() -> None:
    @dataclass
    class Confused(Refusal):
        """It has a code of its own."""

        code: str  # type: ignore[assignment]

    with pytest.raises(TypeError, match=r"Confused\.code"):
        refusals.refusal_type(Confused)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "xx"])
def test_sentences_are_said_in_the_readers_language_and_fill_in_facts(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sentences, "SENTENCES", {"EveryFact": "%(count)s for %(price)s: %(weight)s until %(until)s (%(note)s)"}
    )
    said = sentences.sentence(every_fact(), language)
    assert "%(" not in said
    assert sentences.sentence(errors.NotFound(), language)
