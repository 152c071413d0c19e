"""`minga languages`: our sentences in all languages."""

import json
from pathlib import Path
from typing import Annotated

import typer

from minga_infra.cli._terminal import fail, tell


def register(app: typer.Typer) -> None:
    languages = typer.Typer(help="Our sentences in all languages.", no_args_is_help=True)
    languages.command("update")(update)
    languages.command("check")(check)
    languages.command("missing")(missing)
    languages.command("fill")(fill_from)
    app.add_typer(languages, name="languages")


def update() -> None:
    """Read the sentences from code and templates into the catalogues."""
    from minga_infra import languages

    for language, lacking in languages.update().items():
        tell(f"{language}: {lacking} to translate" if lacking else f"{language}: complete")


def check() -> None:
    """Fail when a sentence is not translated everywhere."""
    from minga_infra import languages

    problems = languages.check()
    for problem in problems:
        typer.echo(f"{problem.language}: {problem.what}: {problem.sentence}")
    if problems:
        raise fail(f"{len(problems)} translations are wanting. `minga languages update`, then fill them in.")


def missing(language: str) -> None:
    """What a language lacks, as JSON that `fill` takes back: a text per sentence, a list where there are plural forms."""
    from minga_infra import languages

    kept = languages.catalog(language)
    wanted = {
        (one.id[0] if one.pluralizable else one.id): [*one.id][-1:] * kept.num_plurals if one.pluralizable else ""
        for one in languages.missing(kept)
    }
    typer.echo(json.dumps(wanted, ensure_ascii=False, indent=0))


def fill_from(language: str, file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Write the translations of a JSON file into a language's catalogue."""
    from minga_infra import languages

    for sentence in languages.fill(language, json.loads(file.read_text())):
        tell(f"No sentence of ours: {sentence}")
    tell(f"{language}: {sum(1 for _ in languages.missing(languages.catalog(language)))} to translate")
