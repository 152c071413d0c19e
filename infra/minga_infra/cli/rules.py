"""`minga rules`: what the platform obeys, and what set it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli import _cooperatives
from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_platform.rules.queries import Adoption, RuleState
    from minga_platform.rules.registry import Rule

_COOPERATIVE = Annotated[str, typer.Option(help="Slug of the co-op; needed when there are several.")]
_DATA = Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")]


def register(app: typer.Typer) -> None:
    rules = typer.Typer(help="The rules of a co-op.", no_args_is_help=True)
    rules.command("list")(list_rules)
    rules.command("show")(show)
    rules.command("adopt")(adopt)
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


def adopt(
    statutes: Annotated[Path, typer.Argument(help="The co-op's founding file with a further dated version.")],
    cooperative: _COOPERATIVE = "",
    data: _DATA = None,
) -> None:
    """Adopt the versions of a founding file that are not adopted yet. What was adopted stays as it is."""
    import asyncio

    from minga_infra.local.home import at_home

    if not statutes.is_file():
        raise fail(f"There is no file {statutes}.")
    with at_home(data, tell) as settings:
        admin = settings.admin_database_url.get_secret_value()
        numbers = asyncio.run(_adopt(admin, settings.worker_url, cooperative, statutes.read_text(encoding="utf-8")))
    tell(f"Adopted: version {', '.join(map(str, numbers))}" if numbers else "Nothing new in this file.")


async def _adopt(admin: str, worker: str, slug: str, text: str) -> list[int]:
    from minga_infra.rules import register_all
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.rules.commands import adopt_founding
    from minga_platform.rules.statutes import parse

    register_all()
    statutes = parse(text)
    async with _cooperatives.database(admin) as looking, _cooperatives.one(looking, slug) as (_, chosen):
        cooperative_id = chosen.id
    async with _cooperatives.database(worker) as database:
        return await database.run(
            Scope(cooperative_id), Actor(system="found"), lambda work: adopt_founding(work, statutes)
        )


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
