"""Pabulib files: what they say, however they are written; and what is wrong with those that are not well formed, and where."""

import csv
import io
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.governance.counting.formats.reading import as_text, read
from minga_platform.governance.counting.types import Malformed, Ranking

FILES = sorted((Path(__file__).parents[5] / "shared" / "cases" / "pb").glob("*.pb"))

PLAIN = """META
key;value
description;Budget of a village
num_projects;3
num_votes;3
budget;2500
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
1;600;Benches
2;800.50;"Shade; and water"
x7;1200;"The ""old"" well"
VOTES
voter_id;age;vote
a;34;1,2
b;;x7
c;51;
"""


def changed(old, new, text=PLAIN):
    assert text.count(old) == 1
    return text.replace(old, new).encode()


def budget_of(sheet):
    assert sheet.budget is not None
    return sheet.budget


def refused(content):
    with pytest.raises(Malformed) as found:
        read(content)
    return found.value


def test_a_file_says_what_may_be_spent_on_what_and_who_wants_it():
    sheet = read(PLAIN.encode())
    assert sheet.format == "pabulib"
    assert sheet.title == "Budget of a village"
    assert sheet.profile.options == ("1", "2", "x7")
    assert sheet.labels == {"1": "Benches", "2": "Shade; and water", "x7": 'The "old" well'}
    assert budget_of(sheet).limit == 2500
    assert budget_of(sheet).costs == {"1": 600, "2": Fraction(1601, 2), "x7": 1200}
    assert sheet.profile.ballots == ((frozenset({"1", "2"}), 1), (frozenset({"x7"}), 1), (frozenset(), 1))
    assert (sheet.method, sheet.settings, sheet.seats, sheet.notes) == ("greedy", {}, None, ())


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("key;value", " key ; value").replace("1;600;Benches", " 1 ; 600 ; Benches "),
        PLAIN.replace("\n", ";;\n"),
        PLAIN.replace("PROJECTS", "\n\nprojects\n"),
        PLAIN.replace("vote_type;approval", "Vote_Type;Approval").replace("Vote_Type", "vote_type"),
        PLAIN.replace("1,2", "1, 2"),
        PLAIN.replace("1,2", '"2,1"'),
        PLAIN.replace("800.50", "800,5"),
        PLAIN.rstrip("\n"),
    ],
)
def test_spaces_line_ends_and_quotes_do_not_matter(written):
    plain, sheet = read(PLAIN.encode()), read(written.encode())
    assert (sheet.profile, sheet.budget, sheet.labels) == (plain.profile, plain.budget, plain.labels)


def test_a_text_may_run_over_lines_and_later_faults_still_have_their_line():
    content = changed("Budget of a village", '"Budget\nof a ""village"""')
    assert read(content).title == 'Budget\nof a "village"'
    fault = refused(content.replace(b"b;;x7", b"b;;x8"))
    assert fault.line == content.split(b"\n").index(b"b;;x7") + 1


def votes(vote_type, table, meta=""):
    text = PLAIN.replace("approval", vote_type).replace("rule;greedy", f"rule;other{meta}")
    return (text[: text.index("VOTES")] + "VOTES\n" + table).encode()


def test_ordinal_votes_are_rankings():
    sheet = read(votes("ordinal", "voter_id;vote\na;2,1\nb;x7\nc;2,1\n"))
    assert sheet.profile.ballots == ((Ranking((("2",), ("1",))), 2), (Ranking((("x7",),)), 1))
    assert sheet.method is None


def test_cumulative_votes_give_points():
    sheet = read(votes("cumulative", "voter_id;vote;points\na;2,1;3,1\nb;x7;4\nc;;\n"))
    assert sheet.profile.ballots == (({"2": 3, "1": 1}, 1), ({"x7": 4}, 1), ({}, 1))


def test_scores_may_have_decimals_and_a_default():
    sheet = read(votes("scoring", "voter_id;points;vote\na;0.5,-1;2,1\nb;2;x7\nc;;\n", "\ndefault_score;0.25"))
    assert sheet.profile.ballots == (
        ({"1": -4, "2": 2, "x7": 1}, 1),
        ({"1": 1, "2": 1, "x7": 8}, 1),
        ({"1": 1, "2": 1, "x7": 1}, 1),
    )
    assert sheet.notes == ("Points have decimals and are counted in parts of 1/4.",)


def test_choose_one_is_an_approval_of_one():
    assert read(votes("choose-1", "voter_id;vote\na;2\nb;x7\nc;\n")).profile.ballots[0] == (frozenset({"2"}), 1)
    assert refused(votes("choose-1", "voter_id;vote\na;2\nb;x7,1\nc;\n")).line == 17


@pytest.mark.parametrize(
    ("rule", "method", "how"),
    [("greedy", "greedy", {}), ("equalshares/add1", "equal-shares", {"completion": "add1"}), ("poznań", None, {})],
)
def test_the_rule_of_the_file_is_suggested(rule, method, how):
    sheet = read(changed("rule;greedy", f"rule;{rule}"))
    assert (sheet.method, sheet.settings) == (method, how)


def test_what_breaks_the_files_own_limits_is_noted_and_counted():
    limits = "\nmax_length;1\nmin_length;1\nmax_sum_cost;1000"
    assert read(changed("rule;greedy", "rule;greedy" + limits)).notes == (
        "Votes that exceed META's max_length: 1 (line 19).",
        "Votes that exceed META's max_sum_cost: 2 (line 19, 20).",
        "Votes that stay below META's min_length: 1 (line 21).",
    )
    points = read(
        votes("cumulative", "voter_id;vote;points\na;2,1;3,1\nb;;\nc;;\n", "\nmax_points;2\nmax_sum_points;3")
    )
    assert len(points.notes) == 2
    twice = read(changed("a;34;1,2", "a;34;1,2,1"))
    assert twice.profile == read(PLAIN.encode()).profile
    assert twice.notes == ("Votes that name the same project twice, counted once: 1 (line 16).",)
    totals = PLAIN.replace("cost;name", "cost;votes;name").replace("1;600;", "1;600;2;").replace("800.50;", "800.50;1;")
    assert read(totals.replace("1200;", "1200;1;").encode()).notes == (
        "The column 'votes' of PROJECTS differs from the ballots, which count: 1.",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("META\n", "", 1, "must begin with the section META"),
        ("key;value\n", "", 2, "key;value"),
        ("budget;2500\n", "", 1, "no budget"),
        ("budget;2500", "budget;much", 6, "'much'"),
        ("budget;2500", "budget;-3", 6, "below zero"),
        ("budget;2500", "budget;2,500", 6, "'2,500'"),
        ("budget;2500", "budget;2500\nbudget;2600", 7, "twice"),
        ("vote_type;approval\n", "", 1, "no vote_type"),
        ("vote_type;approval", "vote_type;applause", 7, "'applause'"),
        ("vote_type;approval", "vote_type;scoring", 15, "'points'"),
        ("num_votes;3", "num_votes;4", 5, "promises num_votes 4, the file has 3"),
        ("num_votes;3", "num_votes;three", 5, "three"),
        ("num_projects;3", "num_projects;2", 4, "promises num_projects 2"),
        ("PROJECTS\n", "", 13, "PROJECTS is missing before VOTES"),
        ("VOTES\n", "", 18, "VOTES is missing"),
        ("VOTES\n", "PROJECTS\n", 14, "a second time"),
        ("project_id;cost;name", "project_id;price;name", 10, "no column 'cost'"),
        ("project_id;cost;name", "project_id;cost;cost", 10, "twice"),
        ("1;600;Benches", "1;;Benches", 11, "cost of '1'"),
        ("1;600;Benches", "1;6e2;Benches", 11, "'6e2'"),
        ("1;600;Benches", ";600;Benches", 11, "without an id"),
        ("1;600;Benches", "1,5;600;Benches", 11, "comma"),
        ("x7;1200", "1;1200", 13, "listed twice"),
        ('"Shade; and water"', '"Shade; and water', 12, "After a quoted cell stands"),
        ('"Shade; and water"', '"Shade" and water', 12, "'and water'"),
        ('"The ""old"" well"', '"The old well', 13, "never ends"),
        ("voter_id;age;vote", "voter_id;age", 15, "no column 'vote'"),
        ("a;34;1,2", "a;34;1,3", 16, "'3', which PROJECTS does not list"),
        ("a;34;1,2", "a;34;1,,2", 16, "''"),
        ("a;34;1,2", ";34;1,2", 16, "without the id of a voter"),
        ("b;;x7", "a;;x7", 17, "voted in line 16 already"),
    ],
)
def test_what_is_wrong_and_where(old, new, line, told):
    fault = refused(changed(old, new))
    assert (fault.line, told in fault.reason) == (line, True), str(fault)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("voter_id;vote;points\na;2,1;3\nb;;\nc;;\n", 16),
        ("voter_id;vote;points\na;2,1;3,y\nb;;\nc;;\n", 16),
        ("voter_id;vote;points\na;2,1;3,1\nb;2,2;1,1\nc;;\n", 17),
        ("voter_id;vote;points\na;2;-3\nb;;\nc;;\n", 16),
        ("voter_id;vote;points\n", 5),
        ("", 14),
    ],
)
def test_what_is_wrong_with_points(table, line):
    assert refused(votes("cumulative", table)).line == line


def test_a_semicolon_that_moves_the_votes_is_refused():
    content = changed("voter_id;age;vote", "voter_id;note;vote")
    assert refused(content.replace(b"b;;x7", b"b;rain; snow;x7")).line == 17
    # Behind the last column that counts it moves nothing.
    assert budget_of(read(changed("1;600;Benches", "1;600;Benches;red"))).costs["1"] == 600


amounts = st.decimals(0, 10**7, places=2).map(lambda amount: format(amount, "f"))
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8) | st.sampled_from(
    ["a;b", 'a"b', '"', '""', "META", "VOTES", "x\ny", ""]
)


@given(st.data())
def test_whatever_a_csv_writer_writes_is_read_back(data):
    ids = data.draw(
        st.lists(st.from_regex(r"[A-Za-z0-9_.-]{1,5}", fullmatch=True), min_size=1, max_size=5, unique=True)
    )
    costs = {option: data.draw(amounts) for option in ids}
    texts = {option: data.draw(names) for option in ids}
    cast = data.draw(st.lists(st.lists(st.sampled_from(ids), unique=True), max_size=6))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
    limit, title = data.draw(amounts), data.draw(names)
    writer.writerows([["META"], ["key", "value"], ["budget", limit], ["description", title], ["vote_type", "approval"]])
    columns = data.draw(st.permutations(["project_id", "cost", "name"]))
    writer.writerows([["PROJECTS"], columns])
    for option in ids:
        cells = {"project_id": option, "cost": costs[option], "name": texts[option]}
        writer.writerow([cells[column] for column in columns])
    columns = data.draw(st.permutations(["voter_id", "sex", "vote"]))
    writer.writerows([["VOTES"], columns])
    for number, approved in enumerate(cast):
        cells = {"voter_id": f"v{number}", "sex": "", "vote": ",".join(approved)}
        writer.writerow([cells[column] for column in columns])
    sheet = read(out.getvalue().encode())
    assert sheet.profile.options == tuple(ids)
    assert budget_of(sheet).limit == Fraction(limit)
    assert budget_of(sheet).costs == {option: Fraction(cost) for option, cost in costs.items()}
    assert sheet.labels == {option: text for option, text in texts.items() if text}
    assert sheet.title == title
    found = [ballot for ballot, times in sheet.profile.approvals() for _ in range(times)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, cast))


@pytest.mark.skipif(not FILES, reason="the shared acceptance cases are not beside the project")
@pytest.mark.parametrize("seed", range(150))
def test_a_spoilt_real_file_is_read_or_refused_with_its_place(seed):
    chance = random.Random(seed)
    content = bytearray(FILES[0].read_bytes()[: chance.choice([None, None, 3000])])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        match chance.randrange(5):
            case 0:
                del content[at : at + chance.randint(1, 30)]
            case 1:
                content[at] = chance.choice(b'";\n,.- 0a\x00\xff')
            case 2:
                content[at:at] = chance.choice([b'"', b";", b"\n", b"META\n", b"VOTES\n", b"1e9", b"\xe2\x80\xa8"])
            case 3:
                piece = content[at : at + chance.randint(1, 200)]
                content[at:at] = piece
            case 4:
                lines = bytes(content).split(b"\n")
                chance.shuffle(lines) if chance.random() < 0.2 else lines.pop(chance.randrange(len(lines)))
                content = bytearray(b"\n".join(lines)) or bytearray(b"\n")
    try:
        read(bytes(content))
        line = 0
    except Malformed as fault:
        line = fault.line
    assert 0 <= line <= as_text(bytes(content)).count("\n") + 1
