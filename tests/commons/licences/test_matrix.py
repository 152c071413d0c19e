"""Invariant 23 as a table: which licence may follow which, cell by cell, and what no cell says."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from minga_commons.licences import matrix, spdx
from minga_commons.licences.matrix import Verdict, child_of
from minga_commons.licences.profiles import BUILT_IN

PPL, COOPYLEFT, MINGA = "LicenseRef-PPL", "LicenseRef-CoopyLeft", "LicenseRef-Minga-Reciprocity-1.0"
COLUMNS = {
    "CC0": "CC0-1.0",
    "BY": "CC-BY-4.0",
    "BY-SA": "CC-BY-SA-4.0",
    "P": "CERN-OHL-P-2.0",
    "W": "CERN-OHL-W-2.0",
    "S": "CERN-OHL-S-2.0",
    "GPL": "GPL-3.0-or-later",
    "AGPL": "AGPL-3.0-or-later",
    "NC-SA": "CC-BY-NC-SA-4.0",
    "PPL": PPL,
    "?": "LicenseRef-Somebodys",
}
# Typed from the domain notes a second time, by hand: y allowed, d draft, - refused.
ROWS = {
    "CC0-1.0":           "y y y y y y y y y y d",
    "CC-BY-4.0":         "- y y y y y y y y y d",
    "CC-BY-SA-4.0":      "- - y - - - y - - - d",
    "CERN-OHL-P-2.0":    "- - y y y y y y y y d",
    "CERN-OHL-W-2.0":    "- - - - y - - - - - d",
    "CERN-OHL-S-2.0":    "- - - - - y - - - - d",
    "GPL-3.0-or-later":  "- - - - - - y y - - d",
    "AGPL-3.0-or-later": "- - - - - - - y - - d",
    "CC-BY-NC-SA-4.0":   "- - - - - - - - y - d",
    PPL:                 "- - - - - - - - - y d",
    "MIT":               "- y y y y y y y y y d",
    "BSD-3-Clause":      "- y y y y y y y y y d",
    "Apache-2.0":        "- y - y - y y - - y d",
    "Apache-2.0 WITH SHL-2.1": "- y - y - y y - - y d",
    "CC-BY-NC-4.0":      "- - - - - - - - y - d",
    "CC-BY-ND-4.0":      "- - - - - - - - - - -",
    "CC-BY-NC-ND-4.0":   "- - - - - - - - - - -",
    "LicenseRef-Somebodys": "d d d d d d d d d d d",
    "CC-BY-3.0":         "d d d d d d d d d d d",
}  # fmt: skip
_SAID = {"y": "yes", "d": "draft", "-": "no"}


@pytest.mark.parametrize("parent", ROWS)
def test_each_cell_of_the_table(parent: str) -> None:
    cells = dict(zip(COLUMNS, ROWS[parent].split(), strict=True))
    told = {name: child_of(parent, COLUMNS[name]) for name in COLUMNS}
    assert {name: verdict.answer for name, verdict in told.items()} == {name: _SAID[one] for name, one in cells.items()}
    assert all(verdict.clause and verdict.why for verdict in told.values())


def test_a_fork_of_the_real_loom_under_a_reciprocity_licence_is_refused_with_its_clause() -> None:
    for licence in (PPL, COOPYLEFT, MINGA, "LicenseRef-Our-Own"):
        verdict = child_of("CC-BY-SA-4.0", licence, own={"LicenseRef-Our-Own"})
        assert (verdict.answer, verdict.clause) == ("no", "CC BY-SA 4.0 §3(b)(1)")


def test_reciprocity_stays_what_it_is_and_one_is_not_the_other() -> None:
    own = {"LicenseRef-Our-Own"}
    assert child_of("LicenseRef-Our-Own", "LicenseRef-Our-Own", own=own).answer == "yes"
    assert child_of("LicenseRef-Our-Own", PPL, own=own).answer == "no"
    assert child_of(PPL, COOPYLEFT).answer == "no"
    assert child_of("LicenseRef-Our-Own", "LicenseRef-Our-Own").answer == "draft", "elsewhere nobody knows it"


def test_only_never_becomes_later() -> None:
    assert child_of("GPL-3.0-or-later", "GPL-3.0-only").answer == "yes"
    assert child_of("GPL-3.0-only", "GPL-3.0-or-later").answer == "no"
    assert child_of("GPL-3.0-only", "AGPL-3.0-only").answer == "yes"
    assert child_of("CC-BY-SA-4.0", "GPL-3.0-only").answer == "yes"


def test_a_choice_of_the_parent_helps_and_a_choice_of_the_child_must_be_allowed_whole() -> None:
    assert child_of("CC-BY-ND-4.0 OR CC0-1.0", "CC-BY-4.0").answer == "yes"
    assert child_of("CC-BY-SA-4.0 AND CC0-1.0", PPL).answer == "no"
    assert child_of("CC-BY-SA-4.0", "CC-BY-SA-4.0 OR CC-BY-4.0").answer == "no"
    assert child_of("MIT AND LicenseRef-Somebodys", "CC-BY-4.0").answer == "draft"
    assert child_of("no licence", "MIT").answer == "draft"


def test_what_a_keeper_decided_counts_only_where_the_table_is_silent() -> None:
    def decided(_parent: str, _child: str) -> Verdict:
        return Verdict("yes", "decision", "We asked the authors.")

    assert child_of("CC-BY-3.0", "CC-BY-4.0", decided=decided).answer == "yes"
    assert child_of("CC-BY-SA-4.0", PPL, decided=decided).answer == "no"


_SINGLE = some.sampled_from([*matrix.GROUPS, "LicenseRef-X", "CC-BY-3.0", "WTFPL"])
_RANK = {"no": 0, "draft": 1, "yes": 2}


@given(_SINGLE, _SINGLE, _SINGLE)
def test_or_above_is_the_best_and_and_is_the_worst(one: str, other: str, child: str) -> None:
    ranks = [_RANK[child_of(parent, child).answer] for parent in (one, other)]
    assert _RANK[child_of(f"{one} OR {other}", child).answer] == max(ranks)
    assert _RANK[child_of(f"{one} AND {other}", child).answer] == min(ranks)
    below = [_RANK[child_of(child, each).answer] for each in (one, other)]
    assert _RANK[child_of(child, f"{one} OR {other}").answer] == min(below)


@given(_SINGLE, _SINGLE)
def test_a_yes_never_frees_what_the_parent_binds(parent: str, child: str) -> None:
    """Share-alike, non-commercial and reciprocity survive every yes; a no or yes always comes from a known row."""
    verdict = child_of(parent, child)
    above, below = BUILT_IN.get(parent), BUILT_IN.get(child)
    if verdict.answer == "yes":
        assert above is not None
        assert below is not None
        if above.terms.non_commercial:
            assert below.terms.non_commercial
        if not above.open and above.family == "reciprocity":
            assert child == parent
        if above.terms.share_alike == "same":
            assert below.terms.share_alike == "same"
        if above.terms.attribution:
            assert below.terms.attribution


_ATOM = some.sampled_from(
    ["MIT", "Apache-2.0", "gpl-3.0+", "CC-BY-SA-4.0", "LicenseRef-a.b-1", "GPL-2.0-only WITH Classpath-exception-2.0"]
)
_EXPRESSION = some.recursive(
    _ATOM,
    lambda inner: some.tuples(inner, some.sampled_from(["AND", "OR", "and", "or"]), inner, some.booleans()).map(
        lambda made: f"({made[0]}  {made[1]} {made[2]})" if made[3] else f"{made[0]} {made[1]} {made[2]}"
    ),
    max_leaves=5,
)


@given(_EXPRESSION)
def test_what_is_written_down_reads_as_the_same(expression: str) -> None:
    read = spdx.parse(expression)
    assert not isinstance(read, spdx.Malformed)
    written = spdx.normalise(read)
    again = spdx.parse(written)
    assert not isinstance(again, spdx.Malformed)
    assert spdx.normalise(again) == written
    assert set(spdx.alternatives(again)) == set(spdx.alternatives(read))


@given(some.text(max_size=60))
def test_no_text_is_guessed_at_or_breaks_the_reader(text: str) -> None:
    read = spdx.parse(text)
    if isinstance(read, spdx.Malformed):
        assert 1 <= read.column <= len(text) + 1
    else:
        assert all(one.id in spdx.LICENCES or "LicenseRef-" in one.id for one in spdx.licences_in(read))


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        ("", "empty", 1),
        ("LicenseRef-CC BY-SA-4.0", "unexpected", 15),
        ("PANAKA-OHL-1.0", "unknown_licence", 1),
        ("MIT +", "character", 5),
        ("(MIT OR Apache-2.0", "unclosed", 1),
        ("MIT)", "unexpected", 4),
        ("MIT And Apache-2.0", "unexpected", 5),
        ("MIT WITH MIT", "unknown_exception", 10),
        ("MIT OR", "unexpected", 7),
        ("LicenseRef-a+", "unexpected", 13),
        ("Classpath-exception-2.0", "unknown_licence", 1),
    ],
)
def test_what_is_no_expression_is_told_with_its_place(text: str, reason: str, column: int) -> None:
    read = spdx.parse(text)
    assert isinstance(read, spdx.Malformed)
    assert (read.reason, read.column) == (reason, column)


def test_precedence_and_spelling() -> None:
    def normal(text: str) -> str:
        read = spdx.parse(text)
        assert not isinstance(read, spdx.Malformed), read
        return spdx.normalise(read)

    assert normal("mit or gpl-3.0 AND cc0-1.0") == "MIT OR GPL-3.0-only AND CC0-1.0"
    assert normal("(MIT OR Apache-2.0) AND CC0-1.0") == "(MIT OR Apache-2.0) AND CC0-1.0"
    assert normal("GPL-2.0+ with classpath-exception-2.0") == "GPL-2.0-or-later WITH Classpath-exception-2.0"
    assert normal("((MIT))") == "MIT"
    assert normal("MIT OR (MIT OR BSD-2-Clause)") == "MIT OR BSD-2-Clause"
