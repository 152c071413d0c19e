"""What a vote needs and what came of it, in sentences and in figures for pictures."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from minga_platform.kernel.locale import mark, say, say_many, write_number, write_rate

METHODS: Mapping[str, str] = {
    "yes_no": mark("Yes or no"),
    "consent": mark("Consent: it passes unless a reasoned objection stands"),
    "approval": mark("Approval: tick all that you would accept; the most ticks win"),
    "score": mark("Points: 0 to 10 for each; the most points win"),
    "borda": mark("Ranking, counted by Borda: points by place"),
    "irv": mark("Ranking, counted by run-off: the last goes, until one has more than half"),
    "schulze": mark("Ranking, counted by Schulze: each is compared with each"),
    "ranked-pairs": mark("Ranking, counted by ranked pairs: each is compared with each"),
    "stv": mark("Ranking, counted by single transferable vote: seats go to groups by their size"),
    "pav": mark("Approval, for several seats: every group gets its part (PAV)"),
    "equal-shares": mark("Approval, by equal shares: everybody decides on the same part"),
    "greedy": mark("Approval, by number of votes, as long as the money lasts"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "ANNOUNCED": (mark("announced"), "care"),
    "OPEN": (mark("open"), "good"),
    "CLOSED": (mark("being counted"), "care"),
    "COUNTED": (mark("counted"), ""),
    "CANCELLED": (mark("called off"), "bad"),
}
NUMBERS: Mapping[str, str] = {
    "yes": mark("Yes"),
    "agree": mark("Agree"),
    "no": mark("No"),
    "disagree": mark("Disagree"),
    "block": mark("Objections"),
    "abstain": mark("Abstentions"),
}
_KINDS: Mapping[str, str] = {
    "yes": "maker", "agree": "maker", "no": "fee", "disagree": "payment", "block": "fee", "abstain": "tax",
}  # fmt: skip
_OF: Mapping[str, str] = {
    "cast_without_abstentions": mark("of the votes cast, abstentions aside"),
    "cast": mark("of the votes cast"),
    "roll": mark("of all who may vote"),
}
_NOTES: Mapping[str, str] = {
    "merged": mark(
        "Classes with fewer ballots than the floor are counted together, so that nobody's vote can be guessed."
    ),
    "whole_below_floor": mark("So few voted that numbers would give somebody away. Only the outcome is shown."),
    "uncountable": mark("These ballots cannot be counted by this method."),
    "tampered": mark("Ballots were touched in the box. There is no result; please look into it and vote anew."),
}


def bar_lines(poll: Mapping[str, Any], classes: Mapping[str, str], language: str) -> list[str]:
    """What must be reached, a sentence each."""
    bar = poll["bar"]
    lines = []
    if bar["quorumBps"]:
        share = write_rate(bar["quorumBps"], language)
        lines.append(say(language, mark("At least %(share)s of all who may vote must take part."), share=share))
    if poll["form"] == "say":
        share = write_rate(bar["thresholdBps"], language)
        sentence = (
            mark("More than half %(of)s must be in favour.")
            if bar["thresholdBps"] == 5000
            else mark("At least %(share)s %(of)s must be in favour.")
        )
        lines.append(say(language, sentence, share=share, of=say(language, _OF[bar["thresholdOf"]])))
    if bar["majority"] == "concurrent":
        lines.append(say(language, mark("Each class must reach this by itself as well.")))
    for own in bar["classes"]:
        name = classes.get(own["classKey"], own["classKey"])
        if own["thresholdBps"] is not None:
            share = write_rate(own["thresholdBps"], language)
            lines.append(say(language, mark("%(name)s must reach %(share)s among themselves."), name=name, share=share))
        if own["quorumBps"] is not None:
            share = write_rate(own["quorumBps"], language)
            lines.append(say(language, mark("At least %(share)s of %(name)s must take part."), name=name, share=share))
    lines += [
        say(
            language,
            mark("When %(against)s of %(name)s or more say no, %(share)s must be in favour overall."),
            against=write_rate(right["againstBps"], language),
            name=classes.get(right["classKey"], right["classKey"]),
            share=write_rate(right["thresholdBps"], language),
        )
        for right in bar["escalations"]
    ]
    return lines


def floor_lines(poll: Mapping[str, Any], language: str) -> list[str]:
    """What the floor does, told before anybody votes."""
    if not poll["isSecret"]:
        return []
    lines = [
        say_many(
            language,
            "The numbers of a class are shown from %(num)s ballot on.",
            "The numbers of a class are shown from %(num)s ballots on; smaller classes are counted together.",
            poll["floor"],
        )
    ]
    mine = {entry["classKey"] for entry in poll["myEntries"]}
    sizes: dict[str, int] = {}
    for part in poll["roll"]:
        sizes[part["classKey"]] = sizes.get(part["classKey"], 0) + part["size"]
    alone = poll["bar"]["majority"] == "concurrent"
    for key in sorted(mine & set(poll["smallClasses"])):
        if alone:
            told = say_many(
                language,
                "Your class has %(num)s voter: shown only as passed or not.",
                "Your class has %(num)s voters: shown only as passed or not.",
                sizes[key],
            )
        else:
            told = say_many(
                language,
                "Your class has %(num)s voter: never shown by itself.",
                "Your class has %(num)s voters: never shown by itself.",
                sizes[key],
            )
        lines.append(told)
    return lines


def outcome_sentence(poll: Mapping[str, Any], language: str) -> str:
    """What was decided, in one sentence."""
    outcome = poll["outcome"]
    if outcome["passed"] is None:
        return say(language, _NOTES["tampered"])
    if poll["form"] == "say":
        return say(language, mark("It passed.") if outcome["passed"] else mark("It did not pass."))
    if not outcome["passed"]:
        return say(language, mark("Too few took part: nothing is decided."))
    labels = {option["key"]: option["label"] for option in poll["options"]}
    if not outcome["winners"]:
        return say(language, mark("Nothing was chosen."))
    return say(
        language,
        mark("Chosen: %(names)s."),
        names=_list([labels.get(key, key) for key in outcome["winners"]], language),
    )


def notes(outcome: Mapping[str, Any], classes: Mapping[str, str], language: str) -> list[str]:
    """What is not shown, and why; and who raised the bar."""
    told = [say(language, _NOTES[one]) for one in outcome["notes"] if one in _NOTES]
    return told + [
        say(
            language,
            mark("%(name)s made this a special decision: %(share)s had to be in favour."),
            name=classes.get(key, key),
            share=write_rate(outcome["thresholdBps"], language),
        )
        for key in outcome["escalatedBy"]
    ]


def picture(part: Mapping[str, Any], poll: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The rows of a picture and its table: label, votes, kind (its colour), width out of 1000, and whether it won."""
    if part["numbers"] is None:
        return []
    votes = {one["key"]: one["votes"] for one in part["numbers"]}
    labels = {option["key"]: option["label"] for option in poll["options"]}
    order = (
        [key for key in NUMBERS if key in votes]
        if poll["form"] == "say"
        else [*labels, *(["abstain"] if "abstain" in votes else [])]
    )
    most = max([sum(votes.values()) if poll["form"] == "say" else max(votes.values(), default=0), 1])
    winners = (poll["outcome"] or {}).get("winners", [])
    return [
        {
            "label": labels.get(key) or say(language, NUMBERS[key]),
            "votes": votes.get(key, 0),
            "kind": _KINDS.get(key, "commons" if key in winners else "tax"),
            "width": votes.get(key, 0) * 1000 // most,
            "won": key in winners,
        }
        for key in order
    ]


_STAGES: Mapping[str, str] = {
    "first": mark("First preferences are counted."),
    "surplus": mark(
        "%(names)s has more votes than a seat needs; what is over (%(surplus)s) goes on to the next preferences."
    ),
    "exclusion": mark("%(names)s has the fewest votes and goes; those ballots go on to their next preferences."),
    "counted": mark("What each option got is added up."),
    "votes": mark("What each option got is added up."),
    "points": mark("Each place gives its points."),
    "pairwise": mark("Each option is compared with each other."),
    "strongest_paths": mark("The strongest chains of wins are looked for."),
    "locking": mark(
        "Wins are fixed one after the other, the clearest first; one that would close a circle is left out."
    ),
    "best": mark("Of all possible groups the one that serves the voters best is taken."),
    "too large": mark("There are too many possible groups to look at all, so seats are given one by one."),
    "seat": mark("%(names)s takes the next seat."),
    "shares": mark("Everybody gets the same share: %(share)s."),
    "raised": mark("Something is left over, so all shares are raised and the count begins again: %(times)s times."),
    "bought": mark("%(names)s: those who want it can pay for it together."),
    "afforded": mark("%(names)s: those who want it can pay for it together."),
    "taken": mark("%(names)s fits into what is left."),
    "skipped": mark("%(names)s does not fit any more and is passed over."),
    "no_ballots": mark("No ballot names anything."),
}


def stages(poll: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The log of the count, stage by stage: sentences, and rows of (label, votes) beside them."""
    labels = {option["key"]: option["label"] for option in poll["options"]}
    told = []
    ties = json.loads(poll["outcome"]["ties"])
    for place, stage in enumerate(json.loads(poll["outcome"]["stages"])):
        rows = [(labels.get(key, key), str(figure)) for key, figure in stage["tallies"].items()]
        rows.sort(key=lambda row: -_figure(row[1]))
        drawn = [tie for tie in ties if tie["stage"] == place]
        told.append(
            {
                "sentences": [*_sentences(stage, labels, language), *(_drawn(tie, labels, language) for tie in drawn)],
                "rows": rows,
            }
        )
    return told


def _sentences(stage: Mapping[str, Any], labels: Mapping[str, str], language: str) -> list[str]:
    names = _list([labels.get(key, key) for key in stage["options"]], language)
    facts = {"names": names, **{name: stage.get(name, "") for name in ("surplus", "share", "times")}}
    lines = []
    if stage["what"] == "order":
        groups = [_list([labels.get(key, key) for key in group], language) for group in stage["groups"]]
        lines.append(say(language, mark("This gives the order: %(order)s."), order="; ".join(groups)))
    elif stage["what"] in _STAGES:
        lines.append(say(language, _STAGES[stage["what"]], **facts))
    else:
        lines.append(say(language, mark("The remaining places are filled: %(names)s."), names=names))
    if stage.get("quota"):
        lines.append(say(language, mark("A seat needs %(quota)s votes."), quota=write_number(stage["quota"], language)))
    elected = [*(stage.get("elected") or {}), *(stage.get("elected_without_quota") or {})]
    if elected:
        lines.append(
            say(language, mark("Elected: %(names)s."), names=_list([labels.get(key, key) for key in elected], language))
        )
    if stage.get("winner"):
        lines.append(
            say(language, mark("%(name)s has more than half."), name=labels.get(stage["winner"], stage["winner"]))
        )
    if stage.get("condorcet_winner"):
        won = stage["condorcet_winner"]
        lines.append(say(language, mark("%(name)s wins against every other."), name=labels.get(won, won)))
    if (
        stage.get("cost") is not None
        and stage.get("left") is not None
        and stage["what"] in ("taken", "bought", "skipped")
    ):
        lines.append(
            say(
                language,
                mark("Cost %(cost)s, left %(left)s, in the smallest unit of money."),
                cost=stage["cost"],
                left=stage["left"],
            )
        )
    return lines


def _drawn(tie: Mapping[str, Any], labels: Mapping[str, str], language: str) -> str:
    return say(
        language,
        mark("%(names)s were level; the lot, promised before the vote, drew them in this order: %(drawn)s."),
        names=_list([labels.get(key, key) for key in tie["options"]], language),
        drawn=", ".join(labels.get(key, key) for key in tie["drawn"]),
    )


def _figure(text: str) -> float:
    whole, _, under = text.partition("/")
    return float(whole) / float(under) if under else float(whole)


def _list(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return say(language, mark("%(first)s and %(last)s"), first=", ".join(names[:-1]), last=names[-1])
