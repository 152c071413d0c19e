"""Invariants 13 to 15: a parameter changes through a passed decision and through nothing else, from its date on."""

from datetime import datetime, timedelta

import pytest

from minga_platform.governance.proposals.replaying import replay
from minga_platform.kernel.actor import Scope
from minga_platform.rules import registry
from minga_testing.deciding import Parliament

FEE, QUORUM, THRESHOLD = "market.fee_bps", "governance.quorum_bps", "governance.threshold_bps"
EVERYBODY = ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara", "Carlos")


def rule(key: str, number: int) -> dict[str, object]:
    return {"rules": [{"key": key, "number": number}]}


async def say(hall: Parliament, voted: dict[str, str], **said: tuple[str, ...]) -> None:
    for word, names in said.items():
        for name in names:
            cast = await hall.cast(name, voted, word.upper())
            assert cast["__typename"] == "CastBallot", cast


async def agrees(hall: Parliament) -> None:
    """Replay agrees, and the table says what the documents say."""
    async with hall.database.read(Scope(hall.shop.id)) as work:
        told = await replay(work)
    assert told.differences == ()
    for key in (FEE, QUORUM, THRESHOLD):
        assert told.values[key] == (await hall.rule(key))["value"]["number"]


async def test_invariant_13_a_passed_decision_changes_its_rule_after_its_deferral(hall: Parliament) -> None:
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower fee", "Wanda", "Paola", **rule(FEE, 600))
    await say(hall, voted, yes=("Ana", "Wanda", "Wim", "Paola", "Pedro", "Clara"), no=("Petra",))
    await hall.close()
    seen = await hall.seen("Ana", voted["id"])
    assert seen["state"] == "DEFERRED", seen
    closes, effective = (datetime.fromisoformat(one) for one in (voted["closesAt"], seen["effectiveAt"]))
    assert effective == closes + timedelta(days=7)
    assert (await hall.rule(FEE))["value"]["number"] == 800
    await agrees(hall)
    await hall.turn(days=7, seconds=1)
    now = await hall.rule(FEE)
    assert [(one["value"]["number"], one["setBy"]) for one in now["history"]] == [(600, "DECISION"), (800, "FOUNDING")]
    assert now["history"][0]["decisionId"] == seen["decisionId"], "the decision is kept with its value"
    assert now["value"]["number"] == 600
    assert (await hall.seen("Ana", voted["id"]))["state"] == "IN_FORCE"
    await agrees(hall)


async def test_invariant_13_a_stated_date_later_than_the_deferral_holds(hall: Parliament) -> None:
    stated = (await hall.now() + timedelta(days=90)).replace(microsecond=0)
    voted = await hall.put_to_vote(
        "Ana", "RULE_CHANGE", "Next season", "Wanda", "Paola", statedAt=stated.isoformat(), **rule(FEE, 900)
    )
    await say(hall, voted, yes=EVERYBODY)
    await hall.close()
    seen = await hall.seen("Ana", voted["id"])
    assert datetime.fromisoformat(seen["effectiveAt"]) == stated
    await hall.turn(days=30)
    assert (await hall.rule(FEE))["value"]["number"] == 800


async def test_invariant_13_what_fails_or_is_withdrawn_or_annulled_changes_nothing(hall: Parliament) -> None:
    annulled = await hall.put_to_vote(
        "Paola", "RULE_CHANGE", "In haste", "Wanda", "Pedro", **rule("market.hold_days", 1)
    )
    dropped = await hall.draft("Pedro", "RULE_CHANGE", "Never mind", **rule("market.hold_days", 2))
    await hall.act("Pedro", "submitProposal", dropped)
    assert (await hall.act("Pedro", "withdrawProposal", dropped))["proposal"]["state"] == "WITHDRAWN"
    done = await hall.wish(
        "Fatima", "annulProposal(id: $id, reason: $why)", id=("ID!", annulled["id"]), why=("String!", "A wrong date.")
    )
    assert done["proposal"]["state"] == "ANNULLED", done
    failed = await hall.put_to_vote("Ana", "RULE_CHANGE", "Too low", "Wanda", "Paola", **rule(FEE, 100))
    # Producers say no, though more say yes in all: each class must agree on the fee.
    await say(hall, failed, yes=("Ana", "Wanda", "Wim", "Clara", "Carlos", "Paola"), no=("Pedro", "Petra"))
    await hall.close()
    assert (await hall.seen("Ana", failed["id"]))["state"] == "FAILED"
    await hall.turn(days=40)
    for key in (FEE, "market.hold_days"):
        now = await hall.rule(key)
        assert [one["setBy"] for one in now["history"]] == ["FOUNDING"]
    await agrees(hall)


async def test_invariant_13_a_value_outside_its_bounds_cannot_even_be_written_down(hall: Parliament) -> None:
    proposal = await hall.draft("Ana", "RULE_CHANGE", "Half of it", **rule(FEE, 600))
    for number, problem in ((5000, "bounds"), (800, None)):
        done = await hall.wish(
            "Ana",
            "saveDraft(id: $id, draft: $draft)",
            "... on InvalidInput { field rule minimum maximum } ... on NothingChanges { key }",
            id=("ID!", proposal),
            draft=("DraftInput!", rule(FEE, number)),
        )
        if problem:
            assert (done["field"], done["rule"], done["maximum"]) == (FEE, "bounds", "3000")
            continue
        assert done["__typename"] == "NothingChanges"


def test_invariant_14_rules_about_rules_need_the_higher_threshold() -> None:
    """All of them, also those of features that come later: it follows from the name, not from somebody's memory."""
    about = [one for one in registry.all_rules() if one.is_about_rules]
    assert {one.key for one in about} >= {QUORUM, THRESHOLD, "governance.concurrent_classes"}
    assert {one.majority for one in about} <= {"special", "concurrent"}


async def test_invariant_14_a_small_majority_cannot_lower_the_bar(hall: Parliament) -> None:
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower bar", "Wanda", "Paola", **rule(QUORUM, 0))
    await say(hall, voted, yes=("Ana", "Wanda", "Wim", "Paola", "Pedro"), no=("Petra", "Clara", "Carlos"))
    await hall.close()
    seen = await hall.seen("Ana", voted["id"], "state terms { majority thresholdBps quorumBps }")
    assert seen["state"] == "FAILED", "five of eight are more than half and less than two thirds"
    assert seen["terms"]["majority"] == "special"


async def test_invariant_14_a_decision_is_judged_by_the_rules_of_its_announcement(hall: Parliament) -> None:
    """A higher quorum comes into force while a vote is open: that vote keeps the quorum it was announced with."""
    first = await hall.put_to_vote("Ana", "RULE_CHANGE", "All must vote", "Wanda", "Paola", **rule(QUORUM, 10_000))
    second = await hall.draft("Paola", "RULE_CHANGE", "A shorter hold", **rule("market.hold_days", 3))
    await hall.act("Paola", "submitProposal", second)
    for sponsor in ("Pedro", "Ana"):
        await hall.act(sponsor, "sponsorProposal", second)
    await say(hall, first, yes=EVERYBODY)
    await hall.turn(days=7, seconds=5)
    announced = await hall.announce("Paola", second)
    await hall.turn(days=7, seconds=5)
    assert (await hall.rule(QUORUM))["value"]["number"] == 10_000
    await say(hall, announced, yes=("Paola", "Pedro"))
    await hall.close()
    assert (await hall.seen("Ana", second))["state"] == "DEFERRED", "two of eight are more than a fifth"
    await agrees(hall)


async def test_invariant_15_two_votes_on_one_rule_the_later_one_is_void(hall: Parliament) -> None:
    one = await hall.draft("Ana", "RULE_CHANGE", "Six", **rule(FEE, 600))
    two = await hall.draft("Paola", "RULE_CHANGE", "Seven", **rule(FEE, 700))
    for author, proposal, sponsors in (("Ana", one, ("Wanda", "Wim")), ("Paola", two, ("Pedro", "Petra"))):
        await hall.act(author, "submitProposal", proposal)
        for sponsor in sponsors:
            await hall.act(sponsor, "sponsorProposal", proposal)
    await hall.turn(days=7, seconds=1)
    first = await hall.announce("Ana", one)
    second = await hall.announce("Paola", two)
    await hall.turn(days=7, seconds=5)
    for voted in (first, second):
        await say(hall, voted, yes=EVERYBODY)
    # The later one is looked at first: its certificate waits for the earlier one, whatever order the worker takes.
    await hall.turn(days=7, seconds=10)
    assert (await hall.seen("Ana", one))["state"] == "DEFERRED"
    void = await hall.seen("Ana", two)
    assert (void["state"], void["endedBecause"]) == ("LAPSED", "base_changed")
    await hall.turn(days=8)
    assert [entry["value"]["number"] for entry in (await hall.rule(FEE))["history"]] == [600, 800]
    program = await hall.by("Ana")
    certificate = (
        await program.ask("query D($id: ID!) { decision(id: $id) { passed state voidBecause } }", id=void["decisionId"])
    )["decision"]
    assert certificate == {"passed": True, "state": "VOID", "voidBecause": "base_changed"}
    await agrees(hall)


async def test_invariant_15_what_is_still_discussed_is_re_based_by_its_author(hall: Parliament) -> None:
    waiting = await hall.draft("Paola", "RULE_CHANGE", "Five", **rule(FEE, 500))
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "Six", "Wanda", "Wim", **rule(FEE, 600))
    await say(hall, voted, yes=EVERYBODY)
    await hall.discuss("Paola", waiting, "Pedro", "Petra")
    assert (await hall.seen("Ana", voted["id"]))["state"] in ("DEFERRED", "IN_FORCE")
    seen = await hall.seen("Paola", waiting, "rules { was { number } value { number } }")
    assert seen == {"rules": [{"was": {"number": 800}, "value": {"number": 500}}]}
    assert (await hall.talk("Paola", waiting, "movedGround"))["movedGround"] == FEE
    refused = await hall.act("Paola", "freezeProposal", waiting)
    assert refused["__typename"] == "BaseChanged"
    await hall.act("Paola", "rebaseProposal", waiting)
    talk = await hall.talk("Paola", waiting, "movedGround keptTexts { because }")
    assert talk == {"movedGround": None, "keptTexts": [{"because": "submitted"}, {"because": "rebased"}]}
    seen = await hall.seen("Paola", waiting, "rules { was { number } }")
    assert seen["rules"][0]["was"]["number"] == 600
    assert (await hall.act("Paola", "freezeProposal", waiting))["proposal"]["state"] == "FROZEN"


@pytest.mark.parametrize("wanted", [600, 700])
async def test_replay_derives_what_holds_at_any_instant(hall: Parliament, wanted: int) -> None:
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "Another fee", "Wanda", "Paola", **rule(FEE, wanted))
    await say(hall, voted, yes=EVERYBODY)
    await hall.close()
    effective = datetime.fromisoformat((await hall.seen("Ana", voted["id"]))["effectiveAt"])
    async with hall.database.read(Scope(hall.shop.id)) as work:
        for instant, value in ((effective - timedelta(microseconds=1), 800), (effective, wanted)):
            assert (await replay(work, instant)).values[FEE] == value
