"""`minga tally`: count an election from a file, by any method, with every stage shown. Needs no database and no network."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_platform.governance.counting.types import Counted, Fact, Lot, Sheet

_LARGEST = 100 * 1024 * 1024
_NAMES_THE_FAULT = 1
_MISUSED = 2


def register(app: typer.Typer) -> None:
    app.command()(tally)


def tally(
    file: Annotated[Path, typer.Argument(help="The ballots; - reads standard input.")],
    method: Annotated[str, typer.Option(help="How to count; what the file suggests if none is given.")] = "",
    seats: Annotated[int | None, typer.Option(min=1, help="How many win; from the file if it says.")] = None,
    lot: Annotated[
        str, typer.Option(help="Text whose hash draws the lot for ties; the order of the file if none.")
    ] = "",
    setting: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE: a setting of the method (docs/counting.md).")
    ] = None,
    file_format: Annotated[Literal["text", "json"], typer.Option("--format", help="For people or programs.")] = "text",
) -> None:
    """Count the ballots in FILE: .blt, Debian tally sheets, Scottish tables, Pabulib .pb, abc.yaml, and boards of our own elections.

    Methods: stv, irv, schulze, ranked-pairs, approval, score, borda, pav, equal-shares, greedy. Exit code 1: the
    file is malformed (the message says where) or cannot be counted so; 2: the command line is wrong.
    """
    from minga_platform.governance.ballots import board_sheet
    from minga_platform.governance.counting.formats.reading import FORMATS, Format, read
    from minga_platform.governance.counting.methods import METHODS, count
    from minga_platform.governance.counting.types import Malformed, Uncountable

    if method and method not in METHODS:
        raise fail(f"There is no method “{method}”; there are {', '.join(sorted(METHODS))}.", _MISUSED)
    try:
        ours = Format("board", board_sheet.recognises, board_sheet.parse)
        sheet = read(_content(file), (ours, *FORMATS))
        chosen = method or sheet.method
        if not chosen:
            raise fail("The file does not say how to count it; choose with --method.", _MISUSED)
        places, notes = _seats(seats, sheet, chosen)
        drawn, lot_from = _lot(lot, sheet)
        settings = {**(sheet.settings if chosen == sheet.method else {}), **_settings(setting or [])}
        counted = count(
            chosen,
            sheet.profile,
            seats=places,
            budget=sheet.budget,
            lot=drawn,
            reserved=sheet.reserved if chosen == "stv" else (),
            settings=settings,
        )
    except (Malformed, Uncountable) as wrong:
        raise fail(f"{file}: {wrong}", _NAMES_THE_FAULT) from None
    for note in (*sheet.notes, *notes):
        tell(note)
    if file_format == "json":
        typer.echo(_json(sheet, chosen, places, lot_from, counted, (*sheet.notes, *notes)))
        return
    for line in _text(sheet, chosen, places, lot_from, counted):
        typer.echo(line)


def _content(file: Path) -> bytes:
    try:
        if str(file) == "-":
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(_LARGEST + 1)
    except OSError as wrong:
        raise fail(f"{file}: {wrong.strerror or wrong}.", _MISUSED) from None
    if len(content) > _LARGEST:
        raise fail(f"{file}: larger than {_LARGEST // 1024 // 1024} MiB; no election is.", _NAMES_THE_FAULT)
    return content


def _seats(asked: int | None, sheet: "Sheet", method: str) -> tuple[int, tuple[str, ...]]:
    if asked is not None:
        return asked, ()
    if method == "irv" and sheet.seats not in {None, 1}:
        return 1, (f"The file has {sheet.seats} seats; a run-off fills one. For all of them use --method stv.",)
    return sheet.seats or 1, ()


def _settings(given: list[str]) -> dict[str, str]:
    if wrong := next((one for one in given if "=" not in one), None):
        raise fail(f"“{wrong}” is no setting; write NAME=VALUE.", _MISUSED)
    return dict(one.split("=", 1) for one in given)


def _lot(text: str, sheet: "Sheet") -> tuple["Lot", str]:
    from minga_platform.governance.counting.types import Lot

    if text:
        return Lot(text.encode()), f"sha256 of {text!r} and each option"
    if sheet.lot is not None:
        return sheet.lot, "as the file publishes it"
    return Lot.of_order(sheet.profile.options), "the order of the options in the file"


def _json(sheet: "Sheet", method: str, seats: int, lot_from: str, counted: "Counted", notes: tuple[str, ...]) -> str:
    from minga_platform.governance.counting.types import as_json

    told = {
        "title": sheet.title,
        "format": sheet.format,
        "method": method,
        "seats": seats,
        **as_json(counted),
        "lot": lot_from,
        "notes": list(notes),
    }
    if sheet.labels:
        told["labels"] = dict(sheet.labels)
    return json.dumps(told, ensure_ascii=False, indent=1)


def _text(sheet: "Sheet", method: str, seats: int, lot_from: str, counted: "Counted") -> list[str]:
    from minga_platform.governance.counting.types import exact

    def named(option: str) -> str:
        label = sheet.labels.get(option, "")
        return f"{option} ({label})" if label and label != option else option

    ballots = sum(times for _, times in sheet.profile.ballots)
    lines = [
        sheet.title or "(no title)",
        f"{method}, {len(sheet.profile.options)} options, {ballots} ballots"
        + (f", budget {exact(sheet.budget.limit)}" if sheet.budget else f", {seats} to win"),
    ]
    if sheet.withdrawn:
        lines.append(f"withdrawn: {', '.join(sheet.withdrawn)}")
    for number, stage in enumerate(counted.stages, 1):
        lines += [
            "",
            f"{number}. {stage.what.replace('_', ' ')}{': ' if stage.options else ''}"
            + ", ".join(map(named, stage.options)),
        ]
        width = max((len(named(option)) for option in stage.tallies), default=0)
        lines += [f"   {named(option):<{width}}  {exact(figure):>12}" for option, figure in stage.tallies.items()]
        for key, fact in stage.facts.items():
            lines += _fact(key.replace("_", " "), fact, "   ")
    for tie in counted.ties:
        lines += ["", f"Level until the lot ({lot_from}), {tie.about}: {', '.join(map(named, tie.options))}"]
        lines.append(f"   drawn in this order: {', '.join(map(named, tie.drawn))}")
    lines += ["", "Winners:" if counted.winners else "Nobody wins: no ballot names an option."]
    lines += [f"   {named(winner)}" for winner in counted.winners]
    return lines


def _fact(key: str, fact: "Fact", indent: str) -> list[str]:
    """A fact in lines: short ones on one, tables a line for each row."""
    if fact is None or fact in ({}, ()):
        return []
    if isinstance(fact, dict) and any(isinstance(value, dict) for value in fact.values()):
        return [f"{indent}{key}:", *(f"{indent}  {row}: {_short(value)}" for row, value in fact.items())]
    if isinstance(fact, list | tuple) and any(isinstance(value, dict | list | tuple) for value in fact):
        return [f"{indent}{key}:", *(f"{indent}  {_short(value)}" for value in fact)]
    return [f"{indent}{key}: {_short(fact)}"]


def _short(fact: "Fact") -> str:
    from decimal import Decimal
    from fractions import Fraction

    from minga_platform.governance.counting.types import exact

    match fact:
        case None:
            return "-"
        case bool():
            return "yes" if fact else "no"
        case int() | Decimal() | Fraction():
            return str(exact(fact))
        case str():
            return fact
        case dict():
            return ", ".join(f"{key} {_short(value)}" for key, value in fact.items())
        case _:
            return ", ".join(_short(value) for value in fact)
