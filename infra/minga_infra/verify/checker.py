"""minga verify: checks the published board of a vote and counts it again.

    python3 minga_verify.py BOARD.json [--find TRACKING-CODE] [--root NOTED-ROOT] [--json]

Needs Python 3.11 or newer and nothing else: no network, no account, no other file. It looks at

  * every opened ballot: does it give the leaf that stands in the list?
  * the list: sorted, nothing twice, and does it give the root of the last checkpoint?
  * the checkpoints: did the box still hold, at the close, what each of them had covered? (--root: one you noted earlier)
  * lent votes (open votes only): does each follow a ballot that counts, and does nobody vote twice?
  * the numbers: as many ballots as voters who took part, never more than the roll
  * the lot: was the value opened that was promised at the announcement, and bound to this very list?
  * the count: the same winners, numbers, stages and ties, from the ballots alone

It says what it could not check, where classes are too small for being opened. Exit code 0: everything agrees; 1: something
does not; 2: the file cannot be read. The marks are made as the docstring of `ballots/leaves.py` says.
"""

import hashlib
import importlib.abc
import importlib.machinery
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

SOURCES: dict[str, str] = {}
"""The counters, by module; filled in the file that is handed out (`bundle.py`)."""


class _Carried(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the counters from this very file."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> importlib.machinery.ModuleSpec | None:
        whole = name in SOURCES
        if not whole and not any(known.startswith(f"{name}.") for known in SOURCES):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=not whole)

    def exec_module(self, module: ModuleType) -> None:
        source = SOURCES.get(module.__name__, "")
        exec(compile(source, f"<{module.__name__}>", "exec"), module.__dict__)  # noqa: S102 - our own text, in this file


if SOURCES:
    sys.meta_path.insert(0, _Carried())


@dataclass
class Report:
    """What was found. `problems` are what does not agree; `unseen` what could not be looked at, and why."""

    problems: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


class Unreadable(ValueError):
    """The file is no board."""


def read(text: str) -> dict[str, Any]:
    """A board from its text. Refuses: Unreadable."""
    try:
        board = json.loads(text)
    except ValueError as wrong:
        raise Unreadable(f"This is no JSON: {wrong}") from None
    if not isinstance(board, dict) or board.get("format") != "minga-board-1":
        raise Unreadable("This is no board of a vote (minga-board-1).")
    return board


def check(board: Mapping[str, Any], roots: Sequence[str] = ()) -> Report:
    """Everything that can be checked."""
    report = Report()
    try:
        _check_list(board, report)
        _check_checkpoints(board, report, roots)
        _check_ballots(board, report)
        _check_lent(board, report)
        _check_numbers(board, report)
        _check_lot(board, report)
        _check_count(board, report)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as wrong:
        report.problems.append(f"The board is not whole: {type(wrong).__name__}: {wrong}")
    return report


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _sha(value: object) -> str:
    return hashlib.sha256(_json(value)).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root of a list of leaves in hex."""
    return hashlib.sha256(b"minga-root-1" + b"".join(sorted(bytes.fromhex(one) for one in leaves))).hexdigest()


def _check_list(board: Mapping[str, Any], report: Report) -> None:
    leaves = board["leaves"]
    if leaves != sorted(leaves):
        report.problems.append("The list of leaves is not sorted: its order could tell who came when.")
    if len(set(leaves)) != len(leaves):
        report.problems.append("A leaf stands in the list twice.")
    report.seen.append(f"{len(leaves)} leaves in the list")


def _check_checkpoints(board: Mapping[str, Any], report: Report, roots: Sequence[str]) -> None:
    taken = board["checkpoints"]
    if [one["number"] for one in taken] != list(range(1, len(taken) + 1)) or not taken:
        report.problems.append("Checkpoints are missing.")
        return
    last = taken[-1]
    if not last["final"] or any(one["final"] for one in taken[:-1]):
        report.problems.append("The last checkpoint is not that of the close.")
    if root(board["leaves"]) != last["root"]:
        report.problems.append(
            "The list of leaves does not give the root of the close: a ballot was altered, deleted or inserted."
        )
    if len(board["leaves"]) != last["leaves"]:
        report.problems.append(f"The close covered {last['leaves']} ballots, the list has {len(board['leaves'])}.")
    for one in taken:
        if not one["held"]:
            report.problems.append(
                f"At the close the box no longer held what checkpoint {one['number']} had covered: a ballot was altered or deleted."
            )
    if [one["leaves"] for one in taken] != sorted(one["leaves"] for one in taken):
        report.problems.append("A later checkpoint covered fewer ballots than an earlier one.")
    if not board["voters_match"]:
        report.problems.append(
            "At the close the ballots were not as many as the voters marked: some were deleted or inserted."
        )
    known = {one["root"] for one in taken}
    for noted in roots:
        if noted.strip().lower() not in known:
            report.problems.append(f"The root that was noted, {noted.strip()}, is none of this board's checkpoints.")
    report.seen.append(f"{len(taken)} checkpoints")


def _check_ballots(board: Mapping[str, Any], report: Report) -> None:
    known, used = set(board["leaves"]), set()
    weights = {(one["class_key"], one["weight"]) for one in board["roll"]}
    for one in board["ballots"]:
        where = f"The ballot {one['leaf'][:12]}…"
        if len(one["classes"]) == 1 and "class_key" in one:
            mark = _sha(["minga-class-1", one["classes"][0], one["weight"], one["class_key"]])
            if mark != one["class_mark"]:
                report.problems.append(f"{where} is not of the class it is counted in.")
        if not any((name, one["weight"]) in weights for name in one["classes"]):
            report.problems.append(f"{where} weighs what no voter of its class weighs.")
        if one["classes"] not in board["opened"]:
            report.problems.append(f"{where} is opened in a class that is not.")
        if "voter_id" in one:
            named = (f"minga-voter-1 {board['election']} {key} {one['voter_id']}" for key in one["classes"])
            if one["token"] not in [hashlib.sha256(text.encode()).hexdigest() for text in named]:
                report.problems.append(f"{where} does not belong to the voter it names.")
        parts = [board["election"], one["class_mark"], one["token"], one["revision"], one["choice"], one["choice_key"]]
        if _sha(["minga-ballot-1", *parts]) != one["leaf"]:
            report.problems.append(f"{where} does not give its leaf: it was altered.")
        if one["leaf"] not in known:
            report.problems.append(f"{where} is not in the list: it was inserted or altered.")
        if one["leaf"] in used:
            report.problems.append(f"{where} is opened twice.")
        used.add(one["leaf"])
    closed = len(known - used)
    everything = sorted(key for group in board["opened"] for key in group) == sorted(
        {one["class_key"] for one in board["roll"]}
    )
    if closed and everything:
        report.problems.append(f"{closed} leaves were not opened, though every class is: ballots were deleted.")
    elif closed:
        report.unseen.append(
            f"{closed} ballots stay closed, since fewer than {board['floor']} were cast in their class"
        )
    report.seen.append(f"{len(used)} opened ballots")


def newest(ballots: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of each voter's ballots the one with the highest revision."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for one in ballots:
        key = (one["token"], *one["classes"])
        if key not in found or found[key]["revision"] < one["revision"]:
            found[key] = one
    return list(found.values())


def _check_lent(board: Mapping[str, Any], report: Report) -> None:
    """Votes that others cast, in open votes: each follows a ballot that counts, and nobody votes twice."""
    lent = board.get("lent", [])
    if not lent:
        return
    if board["secret"]:
        report.problems.append("Votes were lent in a secret vote.")
    counted = {one["leaf"]: one for one in newest(board["ballots"])}
    voters = {(one.get("voter_id"), *one["classes"]) for one in board["ballots"]}
    for one in lent:
        where = f"The lent vote of {one['voter']}"
        ballot = counted.get(one["leaf"])
        if ballot is None or ballot["choice"] != one["choice"] or ballot["classes"] != one["classes"]:
            report.problems.append(f"{where} does not follow a ballot that counts.")
        elif not one["hands"] or ballot.get("voter_id") != one["hands"][-1]["id"]:
            report.problems.append(f"{where} does not follow the ballot of whom it was lent to.")
        if (one["voter_id"], *one["classes"]) in voters:
            report.problems.append(f"{where} is counted twice.")
        voters.add((one["voter_id"], *one["classes"]))
    if len(lent) > board["took_part"]["none"]:
        report.problems.append(f"{len(lent)} votes were lent, but only {board['took_part']['none']} voters cast none.")
    report.seen.append(f"{len(lent)} lent votes")


def _check_numbers(board: Mapping[str, Any], report: Report) -> None:
    roll = sum(one["size"] for one in board["roll"])
    took = board["took_part"]
    if took["none"] + took["web"] + took["paper"] != roll:
        report.problems.append(f"The roll has {roll} voters, but {sum(took.values())} are accounted for.")
    cast = newest(board["ballots"])
    on_paper = sum(one["times"] for batch in board["paper"] for one in batch["counts"])
    closed = len(board["leaves"]) - len(board["ballots"])
    if len(cast) > took["web"] or (not closed and len(cast) != took["web"]):
        report.problems.append(f"{took['web']} voters took part on the web, but there are ballots of {len(cast)}.")
    if on_paper > took["paper"] or (not closed and not board["result"]["notes"] and on_paper != took["paper"]):
        report.problems.append(f"{took['paper']} voters were given paper, but {on_paper} paper ballots are counted.")
    report.seen.append(f"{took['web'] + took['paper']} of {roll} voters took part")


def _check_lot(board: Mapping[str, Any], report: Report) -> None:
    seed = bytes.fromhex(board["seed"])
    if hashlib.sha256(seed).hexdigest() != board["seed_commitment"]:
        report.problems.append("The value for ties is not the one that was promised at the announcement.")
    closing = bytes.fromhex(board["checkpoints"][-1]["root"])
    if hashlib.sha256(seed + closing).hexdigest() != board["lot"]:
        report.problems.append("The lot is not drawn from the promised value and this list of ballots.")


def _check_count(board: Mapping[str, Any], report: Report) -> None:
    from minga_platform.governance.ballots import tally
    from minga_platform.governance.ballots.judging import Bar

    told = board["result"]
    if "tampered" in told["notes"]:
        report.problems.append("The co-op itself found that ballots were touched: this vote has no result.")
        return
    if not board["opened"]:
        report.unseen.append("no class is opened, so the count cannot be repeated")
        return
    boxes = [
        tally.Box("+".join(group), weight, size, tuple(kept.items_of())) for group, weight, size, kept in _groups(board)
    ]
    for group in told["classes"]:
        if group["numbers"] is None:
            continue
        kept = [box for box in boxes if box.class_key == "+".join(group["classes"])]
        if kept and _numbers(kept) != group["numbers"]:
            report.problems.append(
                f"Counted again, {', '.join(group['classes'])} gives other numbers: {_numbers(kept)}."
            )
    whole = {key for group in board["opened"] for key in group} == {one["class_key"] for one in board["roll"]}
    if not whole:
        report.unseen.append("the whole is not counted again, since some classes stay closed")
        return
    question = tally.Question(
        method=board["method"],
        options=tuple(one["key"] for one in board["options"]),
        bar=Bar.from_json(board["bar"]),
        floor=1,
        seats=board["seats"],
        budget_minor=board["budget_minor"],
        costs={one["key"]: one["cost_minor"] for one in board["options"] if one["cost_minor"] is not None},
        reserved=tuple((one["name"], tuple(one["options"]), one["seats"]) for one in board["reserved"]),
    )
    again = json.loads(_json(tally.result_as_json(tally.tally(question, boxes, bytes.fromhex(board["lot"])))))
    names = ["winners", "stages", "ties", "reasons"]
    if "merged" in told["notes"] and (board["bar"]["majority"] == "concurrent" or board["bar"]["escalations"]):
        report.unseen.append("what small classes decided by themselves is not judged again")
    else:
        names += ["passed", "escalated_by", "threshold_bps"]
    for name in names:
        if again[name] != told[name]:
            report.problems.append(
                f"Counted again, the result differs in “{name}”: {again[name]} instead of {told[name]}."
            )
    for name in ("roll", "part", "numbers", "quorum", "threshold"):
        if name in ("quorum", "threshold") and "passed" not in names:
            continue
        if again["overall"][name] != told["overall"][name]:
            report.problems.append(
                f"Counted again, the whole differs in “{name}”: {again['overall'][name]} instead of {told['overall'][name]}."
            )
    report.seen.append("counted again by the same rules: " + board["method"])


class _Kept:
    """Choices of a box, each with how often it was made."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()

    def add(self, choice: Mapping[str, Any], times: int) -> None:
        self.times[_json(choice).decode()] += times

    def items_of(self) -> list[tuple[dict[str, Any], int]]:
        return [(json.loads(text), times) for text, times in sorted(self.times.items())]


def _groups(board: Mapping[str, Any]) -> list[tuple[list[str], int, int, _Kept]]:
    """Each opened group of classes, its weight, the size of its roll and what was cast, paper too."""
    found: dict[tuple[str, int], tuple[list[str], int, int, _Kept]] = {}
    for group in board["opened"]:
        for part in board["roll"]:
            if part["class_key"] in group:
                label = ("+".join(group), part["weight"])
                size = part["size"] + (found[label][2] if label in found else 0)
                found[label] = (group, part["weight"], size, _Kept())
    for one in newest(board["ballots"]):
        found["+".join(one["classes"]), one["weight"]][3].add(one["choice"], 1)
    for one in board.get("lent", []):
        found["+".join(one["classes"]), one["weight"]][3].add(one["choice"], 1)
    for batch in board["paper"]:
        for one in batch["counts"]:
            found["+".join(batch["classes"]), batch["weight"]][3].add(one["choice"], one["times"])
    return list(found.values())


def _numbers(boxes: Sequence[Any]) -> dict[str, int]:
    from minga_platform.governance.ballots.choices import first_named

    numbers: Counter[str] = Counter()
    for box in boxes:
        for choice, times in box.ballots:
            for named in first_named(choice) or ("abstain",):
                numbers[named] += times * box.weight
    return dict(numbers)


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def find(board: Mapping[str, Any], code: str) -> list[str]:
    """What the board says about the ballot of a tracking code, in sentences."""
    plain = (
        "".join(one for one in code.lower() if one not in " -").replace("o", "0").replace("i", "1").replace("l", "1")
    )
    if len(plain) != 24 or not all(one in _ALPHABET for one in plain):
        return ["This is no tracking code."]
    number = 0
    for one in plain:
        number = number << 5 | _ALPHABET.index(one)
    beginning = f"{number:030x}"
    leaf = next((one for one in board["leaves"] if one.startswith(beginning)), None)
    if leaf is None:
        return ["There is no ballot of this code on the board."]
    opened = next((one for one in board["ballots"] if one["leaf"] == leaf), None)
    if opened is None:
        return [f"It is in the list: {leaf}", "Ballots of its class are too few for being opened."]
    said = [f"It is in the list: {leaf}", f"It says: {json.dumps(opened['choice'], ensure_ascii=False)}"]
    highest = max(one["revision"] for one in board["ballots"] if one["token"] == opened["token"])
    if highest != opened["revision"]:
        said.append(f"It was changed later; revision {highest} counts.")
    return said


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="minga verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("board", help="the board as it was downloaded; - reads standard input")
    parser.add_argument("--find", default="", metavar="CODE", help="look for the ballot of a tracking code")
    parser.add_argument(
        "--root", action="append", default=[], metavar="ROOT", help="a checkpoint's root that was noted during the vote"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args(arguments)
    try:
        text = sys.stdin.read() if asked.board == "-" else Path(asked.board).read_text(encoding="utf-8")
        board = read(text)
    except (OSError, UnicodeDecodeError, Unreadable) as wrong:
        sys.stderr.write(f"{asked.board}: {wrong}\n")
        return 2
    report = check(board, asked.root)
    found = find(board, asked.find) if asked.find else []
    if asked.json:
        sys.stdout.write(json.dumps({**vars(report), "found": found}, ensure_ascii=False, indent=1) + "\n")
    else:
        lines = [*(f"  checked: {one}" for one in report.seen), *(f"  not checked: {one}" for one in report.unseen)]
        lines += [f"  WRONG: {one}" for one in report.problems] + [f"  {one}" for one in found]
        lines.append("Everything agrees." if not report.problems else "This board does not agree with itself.")
        sys.stdout.write("\n".join(lines) + "\n")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
