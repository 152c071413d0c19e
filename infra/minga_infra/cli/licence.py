"""`minga licence`: what licences say, whether one may follow another, "may I?", and certificates checked without anybody."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minga_infra.cli import _cooperatives
from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_commons.licences.asking import Answer, Line

_COOPERATIVE = Annotated[str, typer.Option(help="Slug of the co-op; needed when there are several.")]
_DATA = Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")]
_JSON = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
_KEY = Annotated[str, typer.Option(help="The co-op's public key (base64) that you know; else the one in the file.")]


def register(app: typer.Typer) -> None:
    licence = typer.Typer(help="Licences, “may I?”, and certificates.", no_args_is_help=True)
    licence.command("list")(list_licences)
    licence.command("show")(show)
    licence.command("may")(may)
    licence.command("follow")(follow)
    licence.command("check")(check)
    app.add_typer(licence, name="licence")


def list_licences() -> None:
    """Every licence that is known in each installation."""
    from minga_commons.licences.profiles import BUILT_IN

    for row in BUILT_IN.values():
        typer.echo(f"{row.key}\n    {row.name}: {row.summary}")


def show(expression: str) -> None:
    """What a licence expression says: its parts, and each licence's summary and clauses."""
    from minga_commons.licences import spdx
    from minga_commons.licences.profiles import profile_of

    read = spdx.parse(expression)
    if isinstance(read, spdx.Malformed):
        raise fail(f"This is no licence expression: {read.reason} at character {read.column} {read.found}".rstrip())
    typer.echo(f"{spdx.normalise(read)}    (SPDX list {spdx.LIST_VERSION})")
    for one in spdx.licences_in(read):
        row = profile_of(one.key)
        if row is None:
            typer.echo(f"{one.key}: nobody described it here; read it yourself")
            continue
        typer.echo(f"{row.key}: {row.name}\n    {row.summary}\n    {row.source or 'its text:'}")
        if row.text:
            typer.echo(row.text)
        for aspect, clause in row.terms.clauses.items():
            typer.echo(f"    {aspect}: {clause}")


def may(
    act: Annotated[
        str,
        typer.Argument(
            help="use_noncommercial, use_commercial, share, modify, publish_derivative, sell_products or offer_network"
        ),
    ],
    work: Annotated[str, typer.Argument(help="A licence expression, or a release (rel_…)")],
    status: Annotated[
        list[str] | None, typer.Option(help="What the asker is, such as cooperative; may be said several times.")
    ] = None,
    score: Annotated[int, typer.Option(help="Points of contribution.")] = 0,
    agent: Annotated[str, typer.Option(help="A member (agent_…) whom the co-op knows, instead of --status.")] = "",
    child: Annotated[str, typer.Option(help="For publish_derivative: the licence of the changed version.")] = "",
    on: Annotated[str, typer.Option(help="The day, as 2026-12-31; today by default.")] = "",
    as_json: _JSON = False,
    cooperative: _COOPERATIVE = "",
    data: _DATA = None,
) -> None:
    """May somebody do this? Answers yes, yes if, or no, with the clause that decides and what would change it.

    Ends with 0 for yes and yes if, with 3 for no.
    """
    from minga_commons.licences.sentences import STATUSES
    from minga_commons.licences.terms import ACTS

    if act not in ACTS:
        raise fail(f"There is no act “{act}”; there are: {', '.join(ACTS)}.")
    unknown = [one for one in status or () if one not in STATUSES]
    if unknown:
        raise fail(f"There is no status “{unknown[0]}”; there are: {', '.join(sorted(set(STATUSES) - {'score'}))}.")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise fail(f"“{on}” is no day; write it as 2026-12-31.") from None
    if work.startswith("rel_"):
        import asyncio

        from minga_infra.local.home import at_home

        with at_home(data, tell) as settings:
            url = settings.admin_database_url.get_secret_value()
            found = asyncio.run(
                _of_release(url, cooperative, work, act, day, agent, frozenset(status or ()), score, child)
            )
    else:
        found = _of_licence(work, act, day, frozenset(status or ()), score, child)
    _told(found, as_json)
    if found.answer == "no":
        raise typer.Exit(3)


def _of_licence(licence: str, act: Any, day: date | None, statuses: frozenset[str], score: int, child: str) -> "Answer":
    from minga_commons.licences.asking import Facts, may_under
    from minga_commons.licences.matrix import child_of
    from minga_commons.licences.profiles import profile_of

    facts = Facts(statuses=statuses, score=score, child=child_of(licence, child) if child else None)
    return may_under(licence, profile_of, facts, act, day or datetime.now(UTC).date())


async def _of_release(
    url: str,
    slug: str,
    work_id: str,
    act: str,
    day: date | None,
    agent: str,
    statuses: frozenset[str],
    score: int,
    child: str,
) -> "Answer":
    from minga_commons.grants.commands.certificates import today
    from minga_commons.grants.queries import may_agent, may_by_status
    from minga_commons.registry.names import RELEASE
    from minga_infra.rules import register_all
    from minga_platform.kernel import ids
    from minga_platform.kernel.errors import NotFound

    register_all()
    async with _cooperatives.database(url) as database, _cooperatives.one(database, slug) as (work, _here):
        on = day or await today(work)
        try:
            release_id = ids.decode(RELEASE, work_id)
            if agent:
                return await may_agent(
                    work, agent_id=ids.decode("agent", agent), release_id=release_id, act=act, on=on, child=child
                )
            return await may_by_status(
                work, statuses=statuses, score=score, release_id=release_id, licence="", act=act, on=on, child=child
            )
        except NotFound:
            raise fail("There is no such release or member here.") from None


def _told(found: "Answer", as_json: bool) -> None:
    from minga_commons.licences.sentences import NOT_LEGAL_ADVICE

    lines = {"conditions": found.conditions, "would_change": found.would_change, "cites": found.cites}
    if as_json:
        told = {
            "answer": found.answer, "basis": found.basis, "licence": found.licence, "clause": found.clause,
            "why": _said(found.why), "royalty_bps": found.royalty_bps,
            **{name: [{"code": one.code, "text": _said(one), "clause": one.clause} for one in some] for name, some in lines.items()},
            "advice": NOT_LEGAL_ADVICE,
        }  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    answer = {"yes": "Yes.", "yes_if": "Yes, if:", "no": "No."}[found.answer]
    typer.echo(f"{answer} {_said(found.why)} ({found.licence}, {found.clause or 'own'})")
    for one in found.conditions:
        typer.echo(f"  · {_said(one)} {one.clause}".rstrip())
    if found.would_change:
        typer.echo("What would change it:")
        for one in found.would_change:
            typer.echo(f"  · {_said(one)} {one.clause}".rstrip())
    for one in found.cites:
        typer.echo(f"  {one.clause}: {_said(one)}")
    typer.echo(NOT_LEGAL_ADVICE)


def _said(one: "Line") -> str:
    from minga_commons.licences.sentences import STATUSES
    from minga_platform.kernel.locale import write_rate

    facts = dict(one.facts)
    if "status" in facts:
        facts["status"] = STATUSES[facts["status"]]
    if "bps" in facts:
        facts["percent"] = write_rate(facts.pop("bps"), "en")
    return one.text % facts if facts else one.text


def follow(parent: str, child: str, as_json: _JSON = False) -> None:
    """Whether a work under CHILD may be published that was made from one under PARENT. Ends with 3 for no, 4 for a draft."""
    from minga_commons.licences.matrix import child_of
    from minga_commons.licences.sentences import NOT_LEGAL_ADVICE

    found = child_of(parent, child)
    if as_json:
        told = {"answer": found.answer, "clause": found.clause, "why": found.why, "advice": NOT_LEGAL_ADVICE}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        answer = {"yes": "Yes.", "draft": "As a draft.", "no": "No."}[found.answer]
        typer.echo(f"{answer} {found.why} ({found.clause})\n{NOT_LEGAL_ADVICE}")
    if found.answer != "yes":
        raise typer.Exit({"no": 3, "draft": 4}[found.answer])


def check(file: Path, key: _KEY = "", as_json: _JSON = False) -> None:
    """Check a certificate's file without asking anybody: its signature, its key, its days. Whether it was revoked since, only
    the page that it names can tell. Ends with 3 where it does not hold."""
    from minga_commons.grants import signing

    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise fail(f"{file} cannot be read as a certificate.") from None
    said = signing.read(given)
    if said is None:
        raise _wrong("The signature does not hold: this is no certificate, or it was changed.")
    if key and given["public_key"] != key:
        raise _wrong("The signature holds, and the key is another one than yours.")
    today = datetime.now(UTC).date().isoformat()
    holds = said["valid_from"] <= today and (said["valid_until"] is None or today <= said["valid_until"])
    if as_json:
        typer.echo(
            json.dumps(
                {"signature_holds": True, "holds_today": holds, "certificate": said}, ensure_ascii=False, indent=2
            )
        )
    else:
        until = said["valid_until"] or "for good"
        typer.echo(f"Signed by {said['cooperative']['slug']} with the key {given['public_key']}.")
        typer.echo(f"{said['holder']}: {', '.join(said['acts'])} with {said['work']['slug']} {said['work']['version']}")
        typer.echo(
            f"from {said['valid_from']} until {until}: {'it holds today' if holds else 'it does not hold today'}."
        )
        typer.echo(f"Whether it was revoked since: {said['check']}")
    if not holds:
        raise typer.Exit(3)


def _wrong(sentence: str) -> typer.Exit:
    tell(sentence)
    return typer.Exit(3)
