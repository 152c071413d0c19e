"""A published board as a sheet of ballots, so that it can be counted like any other file, also by a method other than its own. Pure.

Options go by their labels (English if there is one, else the first), for people read the result; the lot stays that of the board, which
is drawn over the keys. Of a voter's ballots the newest counts. Ballots that stay closed cannot be counted: a note says how many. Whether
the board is whole and true is for `minga verify`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from minga_platform.governance.ballots import choices
from minga_platform.governance.counting.formats.blt_names import unique
from minga_platform.governance.counting.types import Budget, Lot, Malformed, Profile, Reserved, Sheet, Uncountable

_FORMAT = "minga-board-1"


def recognises(text: str) -> bool:
    """A JSON object that names the format near its beginning or end, wherever its keys were sorted to."""
    return text.lstrip()[:1] == "{" and _FORMAT in text


def parse(text: str) -> Sheet:
    """The vote on a board. Refuses: Malformed; Uncountable (answers to one question instead of options)."""
    try:
        board = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise Malformed(f"This is no JSON: {wrong.msg}.", wrong.lineno, wrong.colno) from None
    except (ValueError, RecursionError):
        raise Malformed("This is no JSON that can be read.") from None
    if not isinstance(board, dict) or board.get("format") != _FORMAT:
        raise Malformed(f"This is no board of a vote ({_FORMAT}).")
    try:
        return _sheet(board)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as wrong:
        if isinstance(wrong, Malformed | Uncountable):
            raise
        raise Malformed(f"The board is not whole: {type(wrong).__name__}: {wrong}.") from None


def _sheet(board: Mapping[str, Any]) -> Sheet:
    method = board["method"]
    if choices.is_judged(method):
        raise Uncountable("This vote answers one question; minga verify counts and judges it.")
    keys = [_text(one["key"]) for one in board["options"]]
    if len(set(keys)) != len(keys):
        raise Malformed("Two options bear the same key.")
    names = unique([_said(one["label"]) or key for key, one in zip(keys, board["options"], strict=True)])
    named = dict(zip(keys, names, strict=True))
    lot = Lot(bytes.fromhex(board["lot"]))
    closed = len(board["leaves"]) - len(board["ballots"])
    return Sheet(
        format="board",
        profile=Profile(tuple(names), tuple(_renamed(_profile(board, method, keys), named))),
        title=_said(board["title"]),
        seats=_whole(board["seats"]),
        budget=_budget(board, named),
        method=method,
        lot=Lot.of_order(named[key] for key in lot.drawn(keys)),
        reserved=tuple(
            Reserved(_text(one["name"]), frozenset(named[key] for key in one["options"]), _whole(one["seats"]))
            for one in board["reserved"]
        ),
        notes=(f"{closed} ballots stay closed; only those that are open are counted.",) if closed else (),
    )


def _profile(board: Mapping[str, Any], method: str, keys: Sequence[str]) -> Profile:
    newest: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for one in board["ballots"]:
        voter = (_text(one["token"]), *map(_text, one["classes"]))
        if voter not in newest or newest[voter]["revision"] < one["revision"]:
            newest[voter] = one
    cast = [(one["choice"], _whole(one["weight"])) for one in newest.values()]
    cast += [(one["choice"], _whole(one["weight"])) for one in board.get("lent", ())]
    for batch in board["paper"]:
        cast += [(one["choice"], _whole(one["times"]) * _whole(batch["weight"])) for one in batch["counts"]]
    try:
        return choices.profile(method, keys, [(choices.read(method, keys, choice), times) for choice, times in cast])
    except choices.NotAChoice as wrong:
        raise Malformed(f"A ballot on the board is none: {wrong.field}, {wrong.rule}.") from None


def _renamed(profile: Profile, named: Mapping[str, str]) -> list[tuple[Any, int]]:
    found: list[tuple[Any, int]] = []
    for ballot, times in profile.ballots:
        if isinstance(ballot, frozenset):
            found.append((frozenset(named[key] for key in ballot), times))
        elif isinstance(ballot, Mapping):
            found.append(({named[key]: points for key, points in ballot.items()}, times))
        else:
            found.append((type(ballot)(tuple(tuple(named[key] for key in group) for group in ballot.ranks)), times))
    return found


def _budget(board: Mapping[str, Any], named: Mapping[str, str]) -> Budget | None:
    if board["budget_minor"] is None:
        return None
    costs = {named[one["key"]]: _whole(one["cost_minor"]) for one in board["options"] if one["cost_minor"] is not None}
    return Budget(_whole(board["budget_minor"]), costs)


def _said(text: Mapping[str, Any]) -> str:
    """One language of a text."""
    return " ".join(_text(text["en"] if "en" in text else next(iter(text.values()), "")).split())


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed(f"Text should stand here, not {str(value)[:40]!r}.")
    return value


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Malformed(f"A whole number should stand here, not {str(value)[:40]!r}.")
    return value
