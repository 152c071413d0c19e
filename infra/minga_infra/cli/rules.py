"""`minga rules`: what the platform obeys, and what set it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli import _cooperatives
from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_platform.rules.queries import Adoption, RuleState
    from minga_platform.rules.registry import Rule
    from minga_platform.rules.replay import Replayed

_COOPERATIVE = Annotated[str, typer.Option(help="Slug of the co-op; needed when there are several.")]
_DATA = Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")]


def register(app: typer.Typer) -> None:
    rules = typer.Typer(help="The rules of a co-op.", no_args_is_help=True)
    rules.command("list")(list_rules)
    rules.command("show")(show)
    rules.command("replay")(replay)
    app.add_typer(rules, name="rules")


def list_rules(cooperative: _COOPERATIVE = "", data: _DATA = None) -> None:
    """Every rule with the value that holds now."""
    for state in _states(cooperative, data):
        typer.echo(f"{state.rule.key} = {_value(state.current.value)} {state.rule.unit}".rstrip())
        typer.echo(f"    {state.rule.explanation}")


def show(key: str, cooperative: _COOPERATIVE = "", data: _DATA = None) -> None:
    """One rule: what it means, its bounds, its history and what set each value."""
    state = next((one for one in _states(cooperative, data) if one.rule.key == key), None)
    if state is None:
        raise fail(f"There is no rule “{key}”; `minga rules list` names all.")
    typer.echo(f"{key} = {_value(state.current.value)} {state.rule.unit}".rstrip())
    typer.echo(f"{state.rule.explanation}")
    typer.echo(f"may be: {_bounds(state.rule)}")
    for version, adoption in state.history:
        holds = "  (holds now)" if version is state.current else ""
        typer.echo(
            f"from {version.effective_at:%Y-%m-%d %H:%M} UTC: {_value(version.value)}, by {_set_by(adoption)}{holds}"
        )


def replay(cooperative: _COOPERATIVE = "", data: _DATA = None) -> None:
    """Derive what holds from the founding and all decisions, from their documents alone; fails where the table differs."""
    import asyncio

    from minga_infra.local.home import at_home

    with at_home(data, tell) as settings:
        found = asyncio.run(_replay(settings.admin_database_url.get_secret_value(), cooperative))
    wrong = 0
    for slug, told in found:
        tell(f"{slug}: {told.documents} documents give {len(told.values)} rules")
        for one in told.differences:
            wrong += 1
            what = {
                "document_changed": "the document of adoption {one.adoption_id} was changed after it was adopted",
                "not_decided": "{one.key} = {one.found} stands in the table, and no document says so",
                "other_value": "{one.key} is {one.found} in the table, and {one.told} in the document that set it",
                "other_instant": "{one.key} holds from {one.found} in the table, from {one.told} in its document",
                "missing": "{one.key} = {one.told} was adopted and is not in the table",
                "decision_changed": "the certificate of decision {one.adoption_id} was changed after it was written",
                "not_as_decided": "adoption {one.adoption_id} does not say what its decision says",
            }[one.problem]
            typer.echo(f"{slug}: {what.format(one=one)}")
    if wrong:
        raise fail(
            f"{wrong} things differ. What members decided stands in the documents; the table was changed by another hand."
        )
    tell("Everything that holds was decided.")


async def _replay(url: str, slug: str) -> "list[tuple[str, Replayed]]":
    from minga_infra.rules import register_all
    from minga_platform.governance.proposals.replaying import replay as replay_decisions

    register_all()
    async with _cooperatives.database(url) as database:
        found = []
        for one in await _cooperatives.chosen(database, slug):
            async with _cooperatives.inside(database, one) as work:
                found.append((one.slug, await replay_decisions(work)))
        return found


def _states(cooperative: str, data: Path | None) -> "list[RuleState]":
    import asyncio

    from minga_infra.local.home import at_home

    with at_home(data, tell) as settings:
        return asyncio.run(_read(settings.admin_database_url.get_secret_value(), cooperative))


async def _read(url: str, slug: str) -> "list[RuleState]":
    from minga_infra.rules import register_all
    from minga_platform.rules import queries

    register_all()
    async with _cooperatives.database(url) as database, _cooperatives.one(database, slug) as (work, _):
        return await queries.states(work)


def _value(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _bounds(rule: "Rule") -> str:
    if rule.choices:
        return ", ".join(rule.choices)
    if rule.type == "boolean":
        return "yes or no"
    low = "any" if rule.minimum is None else rule.minimum
    high = "any" if rule.maximum is None else rule.maximum
    return f"{low} to {high} {rule.unit}".rstrip()


def _set_by(adoption: "Adoption") -> str:
    match adoption.kind:
        case "founding":
            return f"the founding statutes, version {adoption.number}"
        case "declared_default":
            return "the declared default of a rule that came with a release"
        case _:
            return f"decision {adoption.decision_id}"
