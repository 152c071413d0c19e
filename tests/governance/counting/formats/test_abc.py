"""abcvoting's YAML files: every way to write the same election, every fault with its place, and mutated real files."""

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.governance.counting.formats import yaml_events
from minga_platform.governance.counting.formats.reading import as_text, read
from minga_platform.governance.counting.types import Malformed, Profile

FILES = sorted((Path(__file__).parents[5] / "shared" / "cases" / "voting" / "abc").glob("*.yaml"))

PLAIN = """description: a small
  committee
profile: [[0, 2], [2], [0, 2], []]
num_cand: 4
committeesize: 2
"""
ELECTION = Profile(("0", "1", "2", "3"), ((frozenset("02"), 2), (frozenset("2"), 1), (frozenset(), 1)))


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request, monkeypatch):
    """Both of PyYAML's parsers: a platform without libyaml reads the same."""
    if request.param == "python":
        monkeypatch.setattr(yaml_events, "_LOADER", yaml.SafeLoader)


@pytest.mark.parametrize(
    "written",
    [
        PLAIN,
        "profile:\n- [0, 2]\n- - 2\n- - 0\n  - 2\n- []\nnum_cand: 4\ncommitteesize: 2\n",
        "profile:\n  - &a [0, 2]\n  - [2]  # bullet\n  - *a\n  - []\nnum_cand: 4\ncommitteesize: 2\n",
        "{profile: [[0, 2], [2], [2, 0], []], 'num_cand': 4, \"committeesize\": 2}",
        '{"profile": [[0,2],[2],[0,2],[]], "num_cand": 4, "committeesize": 2, "compute": []}',
        "%YAML 1.1\n---\nprofile: [{0, 2}, !!set {2}, {2, 0}, {}]\nnum_cand: 4\ncommitteesize: 2\n...\n",
        "profile: [[0,\n   2],\n\n   [2], [0, 2], []]\nnum_cand: +4\ncommitteesize: 2\ncompute:\n- {rule_id: av, result: [[0, 2]]}\n",
        "voter_weights: [1, 1, 1, 1]\nnum_cand: 4\ncommitteesize: 2\nprofile: [[0, 2], [2], [0, 2], []]\n",
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
    ],
)
def test_however_it_is_written_it_is_the_same_election(written):
    sheet = read(written.encode())
    assert sheet.format == "abc"
    assert sheet.profile == ELECTION
    assert (sheet.seats, sheet.notes, sheet.budget) == (2, (), None)


def test_what_is_left_out_is_left_to_the_counter():
    sheet = read(b"profile: [[0, 5], [1]]\n")
    assert sheet.profile.options == ("0", "1", "2", "3", "4", "5")
    assert sheet.seats is None
    assert read(PLAIN.encode()).title == "a small committee"


def test_weights_are_exact():
    sheet = read(b"profile: [[0], [1], [0], [1]]\nvoter_weights: [1/3, 0.1, 2, 1e1]\n")
    assert sheet.profile.ballots == ((frozenset("0"), 70), (frozenset("1"), 303))
    assert sheet.notes == ("Weights are multiplied by 30, so that all are whole.",)


@pytest.mark.parametrize(
    ("written", "place", "told"),
    [
        ("profile: [[0, 2], [2]]\nnum_cand: 2\n", (1, 11), "Candidate 2 of 2"),
        ("profile: [[0, -2]]\n", (1, 15), "'-2'"),
        ("profile: [[0, 1.5]]\n", (1, 15), "'1.5'"),
        ("profile: [[0, '1']]\n", (1, 15), "whole number"),
        ("profile: [[0, [1]]]\n", (1, 15), "whole number"),
        ("profile: [[0, 1, 0]]\n", (1, 18), "twice"),
        ("profile: [0, 1]\n", (1, 11), "list of candidates"),
        ("profile: 3\n", (1, 10), "must be a list"),
        ("profile:\nnum_cand: 3\n", (1, 9), "must be a list"),
        ("num_cand: 3\n", (1, 1), "no format"),
        ("{num_cand: 3,\nprofil: [[1]]}\n# profile: none\n", (2, 1), "'profil' is no key"),
        ("profile: [[0]]\nvoter_weigths: [1]\n", (2, 1), "'voter_weigths' is no key"),
        ("profile: [[0]]\nprofile: [[1]]\n", (2, 1), "second time"),
        ("profile: [[0]]\n? [a]\n: 1\n", (2, 3), "no key"),
        ("profile: [[0]]\nnum_cand: many\n", (2, 11), "'many'"),
        ("profile: [[0]]\nnum_cand: 1000000\n", (2, 11), "More than"),
        ("profile: [[999999999]]\n", (1, 10), "More than"),
        ("profile: [[0]]\ncommitteesize: 0\n", (2, 16), "committee of 0"),
        ("profile: [[0]]\ncommitteesize: 2\n", (2, 16), "from 1 candidates"),
        ("profile: [[0], [0]]\nvoter_weights: [1]\n", (2, 16), "1 weights for 2 voters"),
        ("profile: [[0]]\nvoter_weights: 1\n", (2, 16), "must be a list"),
        ("profile: [[0]]\nvoter_weights: [-1]\n", (2, 17), "from 0 on"),
        ("profile: [[0]]\nvoter_weights: [.inf]\n", (2, 17), "from 0 on"),
        ("profile: [[0]]\nvoter_weights: [1/0]\n", (2, 17), "nothing"),
        ("profile: [[0]]\nvoter_weights: [1e999]\n", (2, 17), "from 0 on"),
        ("profile: [[0]\n", (2, 1), "not YAML"),
        ("profile: [[0]]\n\tx: 1\n", (2, 1), "not YAML"),
        ("- profile: [[0]]\nprofile: []\n", (2, 1), "not YAML"),
        ("profile: [[0]]\n---\nprofile: [[1]]\n", (3, 1), "second document"),
        ("profile: [[0], *b]\n", (1, 16), "&b"),
        ("profile: &b [[0], *b]\n", (1, 19), "&b"),
        ("profile: !!python/object/apply:os.system ['ls']\n", (1, 10), "no meaning"),
        ("profile: [[!weird 0]]\n", (1, 12), "no meaning"),
        ("profile: " + "[" * 5000 + "]" * 5000 + "\n", (1, 29), "deeply"),
    ],
)
def test_what_is_wrong_and_where(written, place, told):
    with pytest.raises(Malformed) as found:
        read(written.encode())
    fault = found.value
    assert told in fault.reason
    assert fault.line == place[0]
    assert "not YAML" in told or fault.column == place[1]


def test_a_sign_that_yaml_does_not_know():
    with pytest.raises(Malformed, match="not YAML") as found:
        read(b"num_cand: 2\nprofile: [[0]]\ndescription: a\x01b\n")
    assert found.value.line == 3


def test_a_profile_of_aliases_is_read_once():
    many = ", ".join(map(str, range(20_000)))
    sheet = read(f"profile: [&a [{many}], {', '.join(['*a'] * 20_000)}]\n".encode())
    assert sheet.profile.ballots == ((frozenset(sheet.profile.options), 20_001),)


@given(st.lists(st.sets(st.integers(0, 30)), min_size=1, max_size=8), st.data())
def test_whatever_a_yaml_writer_writes_is_read_back(approvals, data):
    most = max((max(approved) for approved in approvals if approved), default=0)
    told = {
        "profile": [data.draw(st.sampled_from([set, sorted, list]))(approved) for approved in approvals],
        "num_cand": most + 1,
        "committeesize": data.draw(st.integers(1, most + 1)),
        "description": data.draw(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)),
        "compute": [{"rule_id": "av", "result": None}],
    }
    how = data.draw(st.sampled_from([None, True, False]))
    sheet = read(yaml.safe_dump(told, default_flow_style=how, sort_keys=data.draw(st.booleans())).encode())
    found = [ballot for ballot, times in sheet.profile.approvals() for _ in range(times)]
    assert sorted(map(sorted, found)) == sorted(sorted(map(str, approved)) for approved in approvals)
    assert sheet.seats == told["committeesize"]
    assert len(sheet.profile.options) == most + 1


@pytest.mark.skipif(not FILES, reason="the shared acceptance cases are not beside the project")
@pytest.mark.parametrize("seed", range(100))
def test_a_spoilt_real_file_is_read_or_refused_with_its_place(seed):
    chance = random.Random(seed)
    content = bytearray(chance.choice(FILES).read_bytes())
    content = content[: chance.choice([400, None])]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                del content[at : at + chance.randint(1, 20)]
            case 1:
                content[at] = chance.choice(b"[]{}:,-#&*!|>'\"%@`\n\t 09\x00\xff")
            case 2:
                content[at:at] = chance.choice(
                    [b"- ", b"? ", b"&a ", b"*a", b"!!set ", b"\n\n", b"---\n", b"<<: ", b"\xc2\x85"]
                )
            case 3:
                content[at:at] = content[at : at + chance.randint(1, 60)]
    try:
        read(bytes(content))
        line = 0
    except Malformed as fault:
        line = fault.line
    assert 0 <= line <= as_text(bytes(content)).count("\n") + 2
