"""abcvoting's .abc.yaml: an election of a committee by approval, with the results of many rules (github.com/martinlackner/abcvoting).

```
profile: [[0, 1], [1, 2], [2]]   # what each voter approves; candidates are numbers from 0
num_cand: 4                      # else as many as the highest number needs
committeesize: 2
voter_weights: [1, 1/2, 0.25]    # else 1 each
compute: …                       # results by rule, and description: … (both passed over)
```
Options are the numbers as text. Any YAML that says this is read: blocks and flows, comments, aliases, sets. A key not listed here is refused, for it
might be one of these, mistyped. Weights are exact and multiplied until all are whole, which changes no winner; a note says by how much.
"""

import re
from fractions import Fraction
from math import lcm

from minga_platform.governance.counting.formats.yaml_events import Mapping, Node, Scalar, Sequence, document, wrong
from minga_platform.governance.counting.types import Malformed, Profile, Sheet

_KEYS = ("profile", "num_cand", "committeesize", "voter_weights", "compute", "description")
_LOOKS_LIKE = re.compile(r"(?m)^[ \t{?]*[\"']?profile[\"']?\s*:|\A\s*\{(?s:.*?)\bprofile[\"']?\s*:")
_WHOLE = re.compile(r"\+?\d{1,9}")
_WEIGHT = re.compile(r"\+?(?:\d{1,30}/\d{1,30}|(?:\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,2})?)")
_MOST_CANDIDATES = 100_000


def recognises(text: str) -> bool:
    """A line that begins with the key `profile`, or a flow mapping that has it."""
    return _LOOKS_LIKE.search(text) is not None


def parse(text: str) -> Sheet:
    """The election in an .abc.yaml file. Refuses: Malformed."""
    told = _told(document(text))
    if "profile" not in told:
        raise Malformed("There is no profile: a list of what each voter approves.", 1)
    profile = told["profile"]
    if not isinstance(profile, Sequence):
        raise wrong(profile, "The profile must be a list: for each voter the candidates she approves.")
    # An alias stands for the very same node: read it once, however often it is named.
    nodes = {id(node): node for node in profile.items}
    approvals = {number: _approved(node) for number, node in nodes.items()}
    highest = max((candidate for approved in approvals.values() for candidate in approved), default=-1)
    candidates = _whole(told["num_cand"], "num_cand") if "num_cand" in told else highest + 1
    if candidates > _MOST_CANDIDATES:
        raise wrong(told.get("num_cand", profile), f"More than {_MOST_CANDIDATES} candidates.")
    for number, approved in approvals.items():
        if approved and max(approved) >= candidates:
            last = candidates - 1
            raise wrong(
                nodes[number], f"Candidate {max(approved)} of {candidates}: they are numbered from 0 to {last}."
            )
    seats = _seats(told.get("committeesize"), candidates)
    weights = _weights(told["voter_weights"], len(profile.items)) if "voter_weights" in told else None
    scale = lcm(*(weight.denominator for weight in weights)) if weights else 1
    names = tuple(map(str, range(candidates)))
    named = {number: frozenset(names[candidate] for candidate in approved) for number, approved in approvals.items()}
    ballots: dict[frozenset[str], int] = {}
    for place, node in enumerate(profile.items):
        ballot = named[id(node)]
        ballots[ballot] = ballots.get(ballot, 0) + (int(weights[place] * scale) if weights else 1)
    description = told.get("description")
    return Sheet(
        format="abc",
        profile=Profile(names, tuple(ballots.items())),
        title=" ".join(description.text.split()) if isinstance(description, Scalar) else "",
        seats=seats,
        notes=(f"Weights are multiplied by {scale}, so that all are whole.",) if scale != 1 else (),
    )


def _told(root: Node) -> dict[str, Node]:
    if not isinstance(root, Mapping):
        raise wrong(root, "The file must be a mapping with the key profile.")
    told: dict[str, Node] = {}
    for key, value in root.items:
        if not isinstance(key, Scalar) or key.text not in _KEYS:
            name = repr(key.text) if isinstance(key, Scalar) else "This"
            raise wrong(key, f"{name} is no key of this format; those are {', '.join(_KEYS)}.")
        if key.text in told:
            raise wrong(key, f"The key {key.text!r} stands here a second time.")
        told[key.text] = value
    return told


def _approved(node: Node) -> frozenset[int]:
    """The candidates of one voter: a list of numbers, or a set of them."""
    if isinstance(node, Scalar):
        raise wrong(node, f"For each voter a list of candidates is needed, not {node.text!r}.")
    entries = node.items if isinstance(node, Sequence) else [key for key, _ in node.items]
    approved = set()
    for entry in entries:
        candidate = _whole(entry, "A candidate")
        if candidate in approved:
            raise wrong(entry, f"Candidate {candidate} is approved twice by the same voter.")
        approved.add(candidate)
    return frozenset(approved)


def _whole(node: Node, what: str) -> int:
    if not isinstance(node, Scalar) or not node.plain or not _WHOLE.fullmatch(node.text):
        shown = f", not {node.text!r}" if isinstance(node, Scalar) else ""
        raise wrong(node, f"{what} must be a whole number from 0 on{shown}.")
    return int(node.text)


def _seats(node: Node | None, candidates: int) -> int | None:
    if node is None:
        return None
    seats = _whole(node, "committeesize")
    if not 1 <= seats <= candidates:
        raise wrong(node, f"A committee of {seats} cannot be chosen from {candidates} candidates.")
    return seats


def _weights(node: Node, voters: int) -> list[Fraction]:
    if not isinstance(node, Sequence):
        raise wrong(node, "voter_weights must be a list: a weight for each voter.")
    if len(node.items) != voters:
        raise wrong(node, f"There are {len(node.items)} weights for {voters} voters.")
    weights = []
    for entry in node.items:
        if not isinstance(entry, Scalar) or not _WEIGHT.fullmatch(entry.text):
            raise wrong(entry, "A weight must be a number from 0 on, like 2, 0.5 or 1/3.")
        try:
            weights.append(Fraction(entry.text.rstrip(".")))
        except ZeroDivisionError:
            raise wrong(entry, f"{entry.text} divides by nothing.") from None
    return weights
