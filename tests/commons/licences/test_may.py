""" "May I?" as a table (invariant 24): for each kind of licence and each kind of asker, what is answered, and by which clause."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from minga_commons.licences.asking import Answer, Facts, Held, may, may_under
from minga_commons.licences.profiles import BUILT_IN, profile_of
from minga_commons.licences.sentences import STATUSES
from minga_commons.licences.terms import ACTS, Act

ON = date(2026, 11, 22)
NOBODY = Facts()
COOP = Facts(statuses={"cooperative"})
WORKERS = Facts(statuses={"worker_owned", "all_gain_to_workers", "no_waged_profit"})
RESERVE = Facts(statuses={"worker_owned", "cooperative", "no_waged_profit"})
SOCIAL = Facts(statuses={"social_economy", "coop_of_employees"})
PAID = Facts(paid=Held(UUID(int=1), ON))
CERTIFIED = Facts(certificate=Held(UUID(int=2), ON))
LATE = Facts(certificate=Held(UUID(int=2), date(2026, 11, 21)))
GIVER = Facts(score=100)
PPL, COOPYLEFT, MINGA = "LicenseRef-PPL", "LicenseRef-CoopyLeft", "LicenseRef-Minga-Reciprocity-1.0"

CASES: list[tuple[str, Facts, Act, str, str, str]] = [
    # licence, who, act, answer, basis, clause
    ("CC0-1.0", NOBODY, "sell_products", "yes", "open", "§2"),
    ("CC-BY-4.0", NOBODY, "sell_products", "yes_if", "open", "§2(a)(1)"),
    ("CC-BY-SA-4.0", NOBODY, "publish_derivative", "yes_if", "open", "§2(a)(1)(B)"),
    ("CC-BY-ND-4.0", NOBODY, "publish_derivative", "no", "none", "§2(a)(1)(B)"),
    ("CC-BY-ND-4.0", NOBODY, "modify", "yes", "open", "§2(a)(1)"),
    ("CC-BY-NC-4.0", NOBODY, "use_noncommercial", "yes", "eligible", "§2(a)(1)"),
    ("CC-BY-NC-4.0", WORKERS, "sell_products", "no", "none", "§2(a)(1)"),
    ("CC-BY-NC-SA-4.0", PAID, "sell_products", "yes_if", "paid", "§2(a)(1)"),
    ("CERN-OHL-S-2.0", NOBODY, "sell_products", "yes_if", "open", "§2"),
    ("AGPL-3.0-only", NOBODY, "offer_network", "yes_if", "open", "§2"),
    ("MIT", NOBODY, "use_commercial", "yes", "open", "MIT/BSD"),
    (PPL, NOBODY, "use_noncommercial", "yes", "eligible", "§4(b)"),
    (PPL, NOBODY, "sell_products", "no", "none", "§4(c)(i)"),
    (PPL, WORKERS, "sell_products", "yes_if", "eligible", "§4(c)"),
    # The trap: a worker co-op that keeps an indivisible reserve is shut out, literally, by 4c(ii).
    (PPL, RESERVE, "sell_products", "no", "none", "§4(c)(ii)"),
    (PPL, CERTIFIED, "sell_products", "yes_if", "certificate", "§4(f)(iii)"),
    (COOPYLEFT, SOCIAL, "use_commercial", "yes", "eligible", "§3"),
    (COOPYLEFT, COOP, "use_commercial", "no", "none", "§3(1)"),
    (MINGA, COOP, "sell_products", "yes_if", "eligible", "§4(a)"),
    (MINGA, RESERVE, "sell_products", "yes_if", "eligible", "§4(a)"),
    (MINGA, GIVER, "sell_products", "yes_if", "eligible", "§4(b)"),
    (MINGA, NOBODY, "sell_products", "yes_if", "royalty", "§5"),
    (MINGA, LATE, "sell_products", "yes_if", "royalty", "§5"),
    (MINGA, PAID, "sell_products", "yes_if", "paid", "§5"),
    (MINGA, NOBODY, "use_commercial", "no", "none", "§4(a)"),
    (MINGA, NOBODY, "publish_derivative", "yes_if", "eligible", "§2"),
]


def ask(licence: str, facts: Facts, act: Act) -> Answer:
    return may_under(licence, profile_of, facts, act, ON)


@pytest.mark.parametrize(("licence", "facts", "act", "answer", "basis", "clause"), CASES)
def test_the_table(licence: str, facts: Facts, act: Act, answer: str, basis: str, clause: str) -> None:
    found = ask(licence, facts, act)
    assert (found.answer, found.basis, found.clause) == (answer, basis, clause)
    assert found.answer != "no" or found.would_change, "a no says what would change it"
    assert (found.royalty_bps > 0) == (basis == "royalty")


def test_a_royalty_is_owed_only_where_the_licence_says_so() -> None:
    for key, row in BUILT_IN.items():
        for act in ACTS:
            owed = ask(key, NOBODY, act).royalty_bps
            assert owed == (row.terms.royalty_bps if row.terms.royalty == "owed" and act == "sell_products" else 0)


def test_the_trap_is_told_to_a_cooperative_that_the_narrow_licence_shuts_out() -> None:
    assert "trap" in [line.code for line in ask(PPL, RESERVE, "sell_products").would_change]
    assert "trap" not in [line.code for line in ask(PPL, NOBODY, "sell_products").would_change]


def test_what_an_answer_says_would_change_it_does_change_it() -> None:
    """Following every status line of a no makes it a yes; each line of an "any" does so alone."""
    told = ask(PPL, NOBODY, "sell_products").would_change
    all_of = {line.facts["status"] for line in told if line.code.startswith("status_")}
    assert ask(PPL, Facts(statuses=all_of), "sell_products").basis == "eligible"
    for line in ask(MINGA, NOBODY, "use_commercial").would_change:
        if line.code.startswith("status_"):
            assert ask(MINGA, Facts(statuses={line.facts["status"]}), "use_commercial").basis == "eligible"
        elif line.code == "score":
            assert ask(MINGA, Facts(score=line.facts["least"]), "use_commercial").basis == "eligible"


def test_knowledge_of_a_community_waits_for_its_decision_and_labels_are_cited() -> None:
    facts = Facts(community="Weavers of Taquile", labels=("TK-A", "TK-NC"))
    found = ask("CC-BY-4.0", facts, "sell_products")
    assert (found.answer, [line.clause for line in found.cites]) == ("no", ["TK Attribution", "TK Non-Commercial"])
    allowed = ask("CC-BY-4.0", replace(facts, community_allows=frozenset({"sell_products"})), "sell_products")
    assert allowed.answer == "yes_if"
    assert "label_attribution" in [line.code for line in allowed.conditions]
    assert ask("CC0-1.0", facts, "use_noncommercial").answer == "yes_if"
    assert ask("CC0-1.0", Facts(labels=("TK-SS",), community="Elders"), "use_noncommercial").answer == "no"


def test_a_disputed_work_begins_nothing_new_and_a_draft_is_nobodys() -> None:
    assert ask("CC0-1.0", Facts(state="frozen"), "sell_products").clause == "frozen"
    assert ask("CC0-1.0", Facts(state="frozen"), "use_noncommercial").answer == "yes"
    assert ask("CC0-1.0", Facts(state="draft"), "modify").clause == "draft"
    assert ask("CC0-1.0", Facts(state="draft", own=True), "modify").basis == "own"


def test_expressions_choose_or_add_up() -> None:
    assert ask("CC-BY-NC-4.0 OR CC0-1.0", NOBODY, "sell_products").answer == "yes"
    assert ask("CC-BY-NC-4.0 AND CC0-1.0", NOBODY, "sell_products").answer == "no"
    both = ask(f"CC-BY-4.0 AND {MINGA}", NOBODY, "sell_products")
    assert (both.basis, both.royalty_bps) == ("royalty", 300)
    assert ask("LicenseRef-Somebodys", NOBODY, "use_noncommercial").clause == "unknown"
    assert ask("not a licence", NOBODY, "share").clause == "unknown"
    assert ask("GPL-3.0-only WITH Classpath-exception-2.0", NOBODY, "share").answer == "yes_if"


_FACTS = some.builds(
    Facts,
    statuses=some.frozensets(some.sampled_from(sorted(set(STATUSES) - {"score"}))),
    score=some.integers(0, 200),
    certificate=some.sampled_from([None, Held(UUID(int=2), ON)]),
    paid=some.sampled_from([None, Held(UUID(int=1), None)]),
)
_RANK = {"no": 0, "yes_if": 1, "yes": 2}


@given(
    some.sampled_from(sorted(BUILT_IN)),
    _FACTS,
    some.sampled_from(ACTS),
    some.sampled_from(sorted(set(STATUSES) - {"score"})),
)
def test_being_more_or_holding_more_never_makes_it_worse(licence: str, facts: Facts, act: Act, status: str) -> None:
    before = may(BUILT_IN[licence], facts, act, ON)
    richer = (
        replace(facts, statuses={*facts.statuses, status}),
        replace(facts, score=facts.score + 100),
        replace(facts, paid=Held(UUID(int=1), None)),
        replace(facts, certificate=Held(UUID(int=2), ON)),
    )
    for more in richer:
        after = may(BUILT_IN[licence], more, act, ON)
        assert _RANK[after.answer] >= _RANK[before.answer]
        assert after.royalty_bps <= before.royalty_bps
    assert before.answer == "no" or before.basis != "none"
    assert before.licence == licence
