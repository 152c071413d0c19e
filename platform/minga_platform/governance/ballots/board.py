"""The board: everything that is published about a vote, so that anybody can count again. Pure.

Leaves are sorted, and so are openings: the order of a list tells no time. Choices of a class are opened only where the
floor allows; in merged classes the class of each ballot stays closed. `minga verify` reads this form and no other.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots import leaves
from minga_platform.governance.ballots.ports import Lent
from minga_platform.governance.ballots.tally import Result, result_as_json

FORMAT = "minga-board-1"


def build(
    *,
    cooperative: str,
    poll: Mapping[str, Any],
    cast: Sequence[Mapping[str, Any]],
    paper: Sequence[Mapping[str, Any]],
    lent: Sequence[Lent],
    turnout: Sequence[Mapping[str, Any]],
    checkpoints: Sequence[Mapping[str, Any]],
    result: Result,
    lot: bytes,
    names: Mapping[UUID, str],
) -> dict[str, Any]:
    """The whole board in dictionaries, lists, text and whole numbers."""
    by_channel = {"none": 0, "web": 0, "paper": 0}
    for one in turnout:
        by_channel[one["channel"]] += one["voters"]
    groups = _groups(result)
    return {
        "format": FORMAT,
        "cooperative": cooperative,
        "election": str(poll["id"]),
        "title": dict(poll["title"]),
        "question": dict(poll["question"]),
        "method": poll["method"],
        "options": [
            {"key": one["key"], "label": one["label"], "cost_minor": one["cost_minor"]} for one in poll["options"]
        ],
        "seats": poll["seats"],
        "budget_minor": poll["budget_minor"],
        "reserved": poll["reserved"],
        "bar": poll["bar"],
        "floor": poll["floor"],
        "secret": poll["secret"],
        "announced_at": poll["announced_at"].isoformat(),
        "record_at": poll["record_at"].isoformat(),
        "opens_at": poll["opens_at"].isoformat(),
        "closes_at": poll["closes_at"].isoformat(),
        "roll": [dict(one) for one in poll["roll"]],
        "took_part": by_channel,
        "seed_commitment": bytes(poll["seed_commitment"]).hex(),
        "seed": bytes(poll["seed"]).hex(),
        "lot": lot.hex(),
        "checkpoints": [
            {
                "number": one["number"],
                "taken_at": one["taken_at"].isoformat(),
                "root": bytes(one["root"]).hex(),
                "leaves": one["leaves"],
                "final": one["final"],
                "held": one["number"] not in poll["broken"],
            }
            for one in checkpoints
        ],
        "voters_match": 0 not in poll["broken"],
        "leaves": sorted(bytes(one["leaf"]).hex() for one in cast),
        "opened": [list(keys) for keys in groups],
        "ballots": [opened for one in cast if (opened := _opened(one, groups, names)) is not None],
        "lent": _lent(lent, groups, names),
        "paper": _paper(paper, groups),
        "result": result_as_json(result),
    }


def _groups(result: Result) -> list[tuple[str, ...]]:
    return [one.classes for one in result.classes if one.can_be_opened]


def _opened(
    one: Mapping[str, Any], groups: Sequence[tuple[str, ...]], names: Mapping[UUID, str]
) -> dict[str, Any] | None:
    group = next((keys for keys in groups if one["class_key"] in keys), None)
    if group is None:
        return None
    nonce = bytes(one["nonce"])
    key = leaves.class_key(nonce)
    opened: dict[str, Any] = {
        "leaf": bytes(one["leaf"]).hex(),
        "classes": list(group),
        "class_mark": leaves.class_mark(one["class_key"], one["weight"], key).hex(),
        "weight": one["weight"],
        "token": bytes(one["token_hash"]).hex(),
        "revision": one["revision"],
        "choice": one["choice"],
        "choice_key": leaves.choice_key(nonce).hex(),
    }
    if len(group) == 1:
        opened["class_key"] = key.hex()
    if one["agent_id"] is not None:
        opened["voter"] = names.get(one["agent_id"], "")
        opened["voter_id"] = str(one["agent_id"])
    return opened


def _lent(lent: Sequence[Lent], groups: Sequence[tuple[str, ...]], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    found = []
    for one in lent:
        group = next((keys for keys in groups if one.class_key in keys), None)
        if group is not None:
            found.append(
                {
                    "classes": list(group),
                    "weight": one.weight,
                    "voter": names.get(one.agent_id, ""),
                    "voter_id": str(one.agent_id),
                    "hands": [{"name": names.get(hand, ""), "id": str(hand)} for hand in one.path],
                    "leaf": one.leaf.hex(),
                    "choice": dict(one.choice),
                }
            )
    return sorted(found, key=lambda one: (one["classes"], one["voter_id"]))


def _paper(paper: Sequence[Mapping[str, Any]], groups: Sequence[tuple[str, ...]]) -> list[dict[str, Any]]:
    found = []
    for batch in paper:
        group = next((keys for keys in groups if batch["class_key"] in keys), None)
        if group is not None:
            found.append({"classes": list(group), "weight": batch["weight"], "counts": batch["counts"]})
    return sorted(found, key=repr)
