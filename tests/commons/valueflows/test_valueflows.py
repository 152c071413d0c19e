"""The 19 actions, the fold of events, and what is written as JSON-LD."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from minga_commons.valueflows import jsonld
from minga_commons.valueflows.actions import ACTIONS
from minga_commons.valueflows.folding import Flow, Measure, UnfitFlowError, effective, fold, taken_back

CASES = Path(__file__).parents[4] / "shared" / "cases" / "vf"
"""The ontology and its table of actions lie beside the project on the machines that build it; they are not ours to ship."""

_SAME = {
    "": None, "less": "decrement", "more": "increment", "more_to": "incrementTo", "moves": "decrementIncrement",
    "set": "update", "set_to": "updateTo", "born": "new", "put_in": "update", "taken_out": "remove", "here": "optional",
    "there": "optionalTo", "either": "outputInput", "input": "input", "output": "output",
}  # fmt: skip


def test_nineteen_actions_as_the_ontology_has_them():
    assert len(ACTIONS) == 19
    if not (CASES / "vf_actions_1.0.0.json").exists():
        pytest.skip("the ontology's table is not at hand")
    theirs = {one["action"]: one for one in json.loads((CASES / "vf_actions_1.0.0.json").read_text())["actions"]}
    ours = {
        name: {
            "action": name,
            "inputOutput": _SAME[one.side],
            "eventQuantity": one.measured,
            "createResource": _SAME[one.makes],
            "pairsWith": one.pairs_with or None,
            "accountingEffect": _SAME[one.accounting],
            "onhandEffect": _SAME[one.onhand],
            "locationEffect": _SAME[one.location],
            "containedEffect": _SAME[one.contained],
            "accountableEffect": _SAME[one.accountable],
            "stageEffect": "update" if one.stage else None,
            "stateEffect": _SAME[one.state],
        }
        for name, one in ACTIONS.items()
    }
    assert ours == theirs


def _flow(number: int, action: str, amount: int = 1, **more: object) -> Flow:
    measured = ACTIONS[action].measured
    quantity = {
        "resource_quantity": None if measured == "effort" else Measure(amount, "g"),
        "effort_quantity": Measure(amount, "minute") if measured == "effort" else None,
    }
    return Flow(str(number), action, "ana", "coop", **{**quantity, **more})  # type: ignore[arg-type]


def test_a_worked_case():
    """Wool is raised, part of it given away, part moved to the shed, some spun up; the yarn is carried by somebody else."""
    standing = fold(
        [
            _flow(1, "raise", 5000, resource="wool", state="raw"),
            _flow(2, "move", 2000, resource="wool", to_resource="shed wool", to_location="shed"),
            _flow(3, "consume", 1500, resource="shed wool"),
            _flow(4, "produce", 1400, resource="yarn", to_location="mill", stage="spun"),
            _flow(5, "transferCustody", 400, resource="yarn", to_resource="lent yarn", to_location="school"),
            _flow(6, "transferAllRights", 300, resource="yarn", to_resource="sold yarn"),
            _flow(7, "work", 90),
        ]
    )
    assert {name: (one.accounting, one.onhand) for name, one in standing.resources.items()} == {
        "wool": (3000, 3000),
        "shed wool": (500, 500),
        "yarn": (1100, 1000),
        "lent yarn": (0, 400),
        "sold yarn": (300, 0),
    }
    assert standing.resources["wool"].accountable == "coop"
    assert standing.resources["yarn"].stage == "spun"
    assert standing.resources["lent yarn"].location == "school"
    assert standing.efforts == {("ana", "work", "minute"): 90}


def test_a_correction_stands_in_the_place_of_what_it_corrects():
    wrong = _flow(1, "raise", 900, resource="wool", to_location="here")
    right = _flow(3, "raise", 90, resource="wool", corrects="1")
    both = [wrong, _flow(2, "raise", 5, resource="wool"), right]
    assert fold(both).resources["wool"].accounting == 95
    assert [one.id for one in effective(both)] == ["3", "2"]
    gone = [*both, taken_back(right, "4")]
    assert fold(gone).resources["wool"].accounting == 5
    for bad in (
        [*both, _flow(4, "raise", 1, resource="wool", corrects="1")],
        [_flow(1, "raise", 1, resource="wool", corrects="1")],
        [_flow(1, "raise", 1, resource="wool", corrects="9")],
    ):
        with pytest.raises(UnfitFlowError):
            fold(bad)


@pytest.mark.parametrize(
    "bad",
    [
        Flow("1", "steal", "a", "b", Measure(1, "g")),
        Flow("1", "work", "a", "b", Measure(1, "g")),
        Flow("1", "produce", "a", "b", None, Measure(1, "minute")),
        Flow("1", "use", "a", "b"),
        Flow("1", "raise", "a", "b", Measure(-1, "g"), resource="x"),
        Flow("1", "consume", "a", "b", Measure(1, "g"), resource="x", to_resource="y"),
        Flow("1", "move", "a", "b", Measure(1, "g"), resource="x", to_resource="x"),
    ],
)
def test_what_an_action_does_not_allow(bad):
    with pytest.raises(UnfitFlowError):
        fold([bad])
    with pytest.raises(UnfitFlowError):
        fold([_flow(0, "raise", 1, resource="x"), Flow("1", "raise", "a", "b", Measure(1, "ml"), resource="x")])


@some.composite
def _histories(draw):
    flows: list[Flow] = []
    for number in range(draw(some.integers(0, 14))):
        action = draw(some.sampled_from(sorted(ACTIONS)))
        first, second = draw(some.permutations(["a", "b", "c"]))[:2]
        open_ones = [one for one in flows if not any(other.corrects == one.id for other in flows)]
        flows.append(
            _flow(
                number,
                action,
                draw(some.integers(0, 10_000)),
                resource=draw(some.sampled_from([first, None])),
                to_resource=second if ACTIONS[action].has_receiving and draw(some.booleans()) else None,
                corrects=draw(some.sampled_from(open_ones)).id if open_ones and draw(some.booleans()) else None,
            )
        )
    return flows


@given(_histories(), some.randoms(use_true_random=False))
def test_quantities_are_the_sum_of_what_counts_in_any_order(flows, chance):
    """For all histories: the fold is the sum over the effective events, whatever their order, and follows the table alone."""
    standing = fold(flows)
    counted = effective(flows)
    chance.shuffle(counted)
    again = fold([Flow(**{**_fields(one), "corrects": None}) for one in counted])  # type: ignore[arg-type]
    assert {n: (r.accounting, r.onhand) for n, r in standing.resources.items()} == {
        n: (r.accounting, r.onhand) for n, r in again.resources.items()
    }
    assert standing.efforts == again.efforts
    both_ends = {"transfer", "move"}
    for name in ("accounting", "onhand"):
        moved = sum(getattr(one, name) for one in standing.resources.values())
        expected = 0
        for one in counted:
            effect = getattr(ACTIONS[one.action], name)
            amount = one.resource_quantity.amount if one.resource_quantity else 0
            here, there = one.resource is not None, one.to_resource is not None
            expected += amount * {
                "": 0, "more": here, "less": -here, "more_to": there, "moves": there - here,
            }[effect]  # fmt: skip
            assert one.action not in both_ends or effect == "moves"
        assert moved == expected


@given(_histories())
def test_taking_everything_back_leaves_nothing(flows):
    open_ones = [one for one in flows if not any(other.corrects == one.id for other in flows)]
    gone = [*flows, *(taken_back(one, f"x{one.id}") for one in open_ones)]
    standing = fold(gone)
    assert all(one.accounting == one.onhand == 0 for one in standing.resources.values())
    assert not any(standing.efforts.values())


def _fields(flow: Flow) -> dict[str, object]:
    return {name: getattr(flow, name) for name in Flow.__dataclass_fields__}


def _everything() -> dict[str, object]:
    """One document with every action, every kind of node and every property that we can write."""
    told = []
    for number, action in enumerate(sorted(ACTIONS)):
        flow = _flow(number, action, resource="r", state="good", stage="done", to_location="there")
        told.append(
            jsonld.Told(
                flow if number else Flow(**{**_fields(flow), "corrects": "9"}),  # type: ignore[arg-type]
                on=date(2026, 11, 1),
                begins=datetime(2026, 11, 1, 9, tzinfo=UTC),
                ends=datetime(2026, 11, 1, 10, tzinfo=UTC),
                recorded_at=datetime(2026, 11, 2, tzinfo=UTC),
                note="n",
                classified_as=("https://example.org/a",),
                conforms_to="k",
                process="p",
                scope="s",
            )
        )
    standing = fold(
        [
            _flow(1, "raise", resource="r", to_location="x", state="good"),
            _flow(2, "combine", resource="r", container="box"),
        ]
    )
    return jsonld.document(
        [
            *map(jsonld.event, told),
            *(jsonld.resource(name, one) for name, one in standing.resources.items()),
            jsonld.agent("a", "Ana", is_person=True),
            jsonld.agent("c", "Coop", is_person=False),
            jsonld.process("p", "Looms"),
            jsonld.specification("k", "Work", "minute"),
        ]
    )


def test_every_term_that_is_written_is_the_ontologys():
    used = jsonld.terms(_everything())
    assert {"EconomicEvent", "effortQuantity", "hasNumericalValue", "work", "corrects"} <= used
    assert set(ACTIONS) <= used
    if not (CASES / "all_vf_1.0.0.ttl").exists():
        pytest.skip("the ontology is not at hand")
    theirs = set(re.findall(r"^vf:(\w+)\s+a\s", (CASES / "all_vf_1.0.0.ttl").read_text(), re.MULTILINE))
    assert used <= theirs
    assert not [key for key in _keys(_everything()) if not key.startswith(("@", "vf:"))]


def _keys(written):
    if isinstance(written, dict):
        for key, value in written.items():
            if key != "@context":
                yield key
                yield from _keys(value)
    elif isinstance(written, list):
        for one in written:
            yield from _keys(one)
