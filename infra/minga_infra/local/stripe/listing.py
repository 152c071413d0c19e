"""Lists, search and `expand`, the same for every noun."""

import re
from typing import Any

from minga_infra.local.stripe.desk import KINDS, Desk
from minga_infra.local.stripe.errors import invalid, missing_object
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]

_CLAUSE = re.compile(r"""^\s*(metadata\[(?:'|")([^'"]{1,40})(?:'|")\]|[a-z_]+)\s*:\s*(?:'([^']*)'|"([^"]*)")\s*$""")
_DEEPEST = 4


def list_things(desk: Desk, kind: str, params: Params, url: str, *, holder: str | None = None, **fixed: Any) -> Thing:
    """Newest first, by cursor; `limit` 1 to 100, 10 if not said."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("Invalid limit: must be between 1 and 100", param="limit", code="parameter_invalid_integer")
    if params.get("starting_after") and params.get("ending_before"):
        raise invalid("You can only paginate in one direction at a time.", param="ending_before")
    created = params.get("created")
    if isinstance(created, int):
        created = {"gte": created, "lte": created}
    paging = ("limit", "starting_after", "ending_before", "created", "expand")
    where = {name: value for name, value in params.items() if name not in paging} | fixed
    found = desk.store.find(
        holder or desk.account,
        kind,
        where=where,
        created=created,
        starting_after=params.get("starting_after"),
        ending_before=params.get("ending_before"),
        limit=limit,
    )
    if found is None:
        cursor = "starting_after" if params.get("starting_after") else "ending_before"
        raise missing_object(kind, params[cursor], cursor)
    things, more = found
    return {"object": "list", "data": things, "has_more": more, "url": url}


def search_things(desk: Desk, kind: str, params: Params, url: str) -> Thing:
    """`metadata['k']:'v' AND status:'…'`: equality joined by AND. Runs behind the truth by `search_lag_seconds`, as Stripe's."""
    where: Params = {}
    for clause in re.split(r"\s+AND\s+", params["query"]):
        found = _CLAUSE.match(clause)
        if found is None:
            raise invalid(f"We were unable to parse your search query near {clause!r}.", param="query")
        name = f"metadata.{found[2]}" if found[2] else found[1]
        where[name] = found[3] if found[3] is not None else found[4]
    limit = params.get("limit", 10)
    things, more = desk.store.find(
        desk.account,
        kind,
        where=where,
        limit=limit,
        starting_after=params.get("page"),
        until=desk.now - desk.settings.search_lag_seconds,
    ) or ([], False)
    return {
        "object": "search_result",
        "data": things,
        "has_more": more,
        "next_page": things[-1]["id"] if more else None,
        "url": url,
    }


def expand(desk: Desk, answer: Thing, paths: list[str], holder: str | None = None) -> Thing:
    """References replaced by what they name; `data.` goes into a list."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise invalid("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(desk, answer, steps, path, holder)
    return answer


def _expand(desk: Desk, here: Any, steps: list[str], path: str, holder: str | None) -> None:
    if isinstance(here, list):
        for one in here:
            _expand(desk, one, steps, path, holder)
        return
    if not isinstance(here, dict) or not steps:
        return
    name, rest = steps[0], steps[1:]
    if name == "line_items" and here.get("object") == "checkout.session":
        items = here["_items"]
        here["line_items"] = {
            "object": "list",
            "data": items[:10],
            "has_more": len(items) > 10,
            "url": f"/v1/checkout/sessions/{here['id']}/line_items",
        }
        return
    if name not in here:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand[0]")
    value = here[name]
    if isinstance(value, str):
        value = _named(desk, value, holder)
        if value is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand[0]")
        here[name] = value
    _expand(desk, value, rest, path, holder)


def _named(desk: Desk, reference: str, holder: str | None) -> Thing | None:
    prefix = reference[: reference.find("_") + 1]
    kind = KINDS.get(prefix)
    if kind is None:
        return None
    return desk.store.get(holder or desk.account, kind, reference)
