"""What somebody ticked, typed or ordered on a ballot, read into a choice, and a choice told back in words."""

from collections.abc import Mapping
from typing import Any

from minga_frontend.shell.forms import Form
from minga_platform.kernel.locale import mark, say

SAYS: Mapping[str, str] = {
    "YES": mark("Yes"),
    "NO": mark("No"),
    "AGREE": mark("I agree"),
    "DISAGREE": mark("I disagree, and let it pass"),
    "BLOCK": mark("I object: it shall not pass"),
    "ABSTAIN": mark("I abstain"),
}
OF_METHOD: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("YES", "NO", "ABSTAIN"),
    "consent": ("AGREE", "ABSTAIN", "DISAGREE", "BLOCK"),
}
_ONE_EACH = frozenset({"stv", "irv"})
"""Methods whose ballots end where two options bear the same number: here that is a mistake, and told as one."""
_HIGHEST_SCORE = 10


def read(form: Form, poll: Mapping[str, Any]) -> dict[str, Any]:
    """The choice as `ChoiceInput`; problems are noted in the form."""
    match poll["form"]:
        case "say":
            said = form.choice("say", OF_METHOD[poll["method"]])
            reason = form["reason"].strip()
            if said == "BLOCK" and not reason:
                form.wrong("reason", mark("Please give the reason of your objection, so that it can be answered."))
            if reason and said not in ("BLOCK", "DISAGREE"):
                form.wrong("reason", mark("A reason goes with an objection or a disagreement only."))
            return {"say": said, "reason": reason or None}
        case "approve":
            return {"approve": form.every("approve")}
        case "score":
            scores = []
            for option in poll["options"]:
                points = form.number(f"score-{option['key']}", most=_HIGHEST_SCORE, needed=False)
                if points is not None:
                    scores.append({"option": option["key"], "points": points})
            return {"score": scores}
    return {"rank": _ranks(form, poll)}


def _ranks(form: Form, poll: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_rank: dict[int, list[str]] = {}
    ranks = []
    for option in poll["options"]:
        field = f"rank-{option['key']}"
        rank = form.number(field, least=1, most=max(100, len(poll["options"])), needed=False)
        if rank is None:
            continue
        if poll["method"] in _ONE_EACH and rank in by_rank:
            form.wrong(
                field,
                mark("You gave the number %(rank)s to %(other)s already. Please give each number once."),
                rank=rank, other=by_rank[rank][0],
            )  # fmt: skip
        by_rank.setdefault(rank, []).append(option["label"])
        ranks.append({"option": option["key"], "rank": rank})
    missing = next((rank for rank in range(1, len(by_rank) + 1) if rank not in by_rank), None)
    if poll["method"] in _ONE_EACH and missing is not None and not form.problems:
        after = next(one for one in ranks if one["rank"] > missing)
        form.wrong(
            f"rank-{after['option']}",
            mark("There is no number %(rank)s. Please number without gaps, beginning with 1."),
            rank=missing,
        )
    return ranks


def in_words(choice: Mapping[str, Any], poll: Mapping[str, Any], language: str) -> list[str]:
    """A choice as its voter reads it before she casts it, line by line; never empty."""
    labels = {option["key"]: option["label"] for option in poll["options"]}
    if "say" in choice:
        lines = [say(language, SAYS[choice["say"]])]
        return [*lines, choice["reason"]] if choice.get("reason") else lines
    if "approve" in choice:
        lines = [labels[key] for key in labels if key in choice["approve"]]
    elif "score" in choice:
        lines = [f"{labels[one['option']]}: {one['points']}" for one in choice["score"]]
    else:
        ranked = sorted(choice["rank"], key=lambda one: one["rank"])
        lines = [f"{one['rank']}. {labels[one['option']]}" for one in ranked]
    return lines or [say(language, mark("Nothing: you take part without preferring anything."))]


def told_open(stored: Mapping[str, Any], poll: Mapping[str, Any], language: str) -> list[str]:
    """A choice of an open vote as the API tells it, in words."""
    if "say" in stored:
        return in_words({"say": stored["say"].upper(), "reason": stored.get("reason")}, poll, language)
    if "score" in stored:
        scores = [{"option": key, "points": points} for key, points in stored["score"].items()]
        return in_words({"score": scores}, poll, language)
    if "rank" in stored:
        ranks = [{"option": key, "rank": place} for place, group in enumerate(stored["rank"], 1) for key in group]
        return in_words({"rank": ranks}, poll, language)
    return in_words(stored, poll, language)
