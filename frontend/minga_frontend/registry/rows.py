"""Lists in forms, complete without script: a row for each entry that is there, and some empty ones behind them.

Texts are written in the language of the page; what an entry says in other languages stays with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from minga_frontend.shell.forms import Form
from minga_platform.kernel.locale import mark, say

Texts = Sequence[Mapping[str, str]]

EMPTY_ROWS = 4
_MOST = 200


def said(texts: Texts, language: str) -> str:
    """What stands in the field of this language."""
    return next((one["text"] for one in texts if one["language"] == language), "")


def merged(texts: Texts, language: str, new: str) -> list[dict[str, str]]:
    """The texts with this language's replaced; emptied, it goes."""
    kept = [dict(one) for one in texts if one["language"] != language]
    return [*kept, {"language": language, "text": new}] if new else kept


def other(texts: Texts, language: str) -> str:
    """What is said in another language, as a hint for who writes this one."""
    return next((one["text"] for one in texts if one["language"] != language), "")


def count(form: Form, prefix: str, there: int) -> int:
    """How many rows stand on the page."""
    sent = form[f"{prefix}-rows"]
    return min(int(sent), _MOST) if sent.isdigit() else there + EMPTY_ROWS


def parts_of(form: Form, prefix: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Parts or tools that were typed. A row without a name is left out; one with the rest but no name is a problem."""
    told = []
    for place in range(count(form, prefix, 0)):
        old = before[place] if place < len(before) else {"names": [], "notes": []}
        name, fields = form[f"{prefix}-{place}-name"].strip(), {}
        for field in ("quantity", "unit", "material", "note", "url"):
            fields[field] = form[f"{prefix}-{place}-{field}"].strip()
        names = merged(old["names"], form.language, name)
        if not names:
            if any(fields.values()):
                form.problems[f"{prefix}-{place}-name"] = say(form.language, mark("Please say what this is."))
            continue
        if not name and not any(fields.values()):
            continue
        told.append(
            {
                "name": names,
                "quantity": fields["quantity"] or None,
                "unit": fields["unit"],
                "material": fields["material"],
                "note": merged(old["notes"], form.language, fields["note"]),
                "url": fields["url"] or None,
            }
        )
    return told


def steps_of(form: Form, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Steps that were typed; an emptied one goes."""
    told = []
    for place in range(count(form, "step", 0)):
        old = before[place] if place < len(before) else {"titles": [], "texts": []}
        title, text = form[f"step-{place}-title"].strip(), form[f"step-{place}-text"].strip()
        minutes = form.number(f"step-{place}-minutes", least=1, most=100_000, needed=False)
        if not text:
            if title:
                form.problems[f"step-{place}-text"] = say(form.language, mark("Please say what to do."))
            continue
        told.append(
            {
                "text": merged(old["texts"], form.language, text),
                "title": merged(old["titles"], form.language, title),
                "minutes": minutes,
            }
        )
    return told


def hazards_of(form: Form, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Dangers that were typed; an emptied one goes."""
    told = []
    for place in range(count(form, "hazard", 0)):
        old = before[place] if place < len(before) else {"texts": []}
        text = form[f"hazard-{place}-text"].strip()
        severity = form[f"hazard-{place}-severity"]
        if text:
            told.append(
                {
                    "severity": severity if severity in ("NOTE", "CAUTION", "DANGER") else "CAUTION",
                    "text": merged(old["texts"], form.language, text),
                }
            )
    return told
