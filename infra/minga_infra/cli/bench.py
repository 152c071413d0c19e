"""`minga bench`: how fast, beside a hand-written limit in the same run."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    products: Annotated[int, typer.Option(help="How many products to make.", min=100, max=1_000_000)] = 10_000,
    seconds: Annotated[float, typer.Option(help="For each side of each line.", min=0.5)] = 6.0,
    at: Annotated[str, typer.Option(help="Connections at once, separated by commas.")] = "1,16,64",
    only: Annotated[str, typer.Option(help="Of W1 to W6, separated by commas; all of them when empty.")] = "",
    counts: Annotated[bool, typer.Option("--counts", help="Only how long counting votes takes; no database.")] = False,
    division: Annotated[
        bool, typer.Option("--division", help="Only how long a division of income over 100,000 contributions takes.")
    ] = False,
    cycle: Annotated[
        int,
        typer.Option(
            help="Only how long it takes to end an order cycle of so many orders and to make its lists.", min=0
        ),
    ] = 0,
    statement: Annotated[
        int,
        typer.Option(
            help="Only W7: how long it takes to hold so many card payments against the provider's statement.", min=0
        ),
    ] = 0,
    json: Annotated[Path | None, typer.Option("--json", help="Write all figures there too.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep data and logs in this folder, which must be new.")] = None,
) -> None:
    """Measure lists, products, search, carts and checkouts over HTTP, beside the same written by hand. Uses a database of
    its own, or the empty one that DATABASE_URL, WORKER_DATABASE_URL and DATABASE_ADMIN_URL name."""
    import tempfile
    from contextlib import nullcontext

    import orjson

    from minga_infra.bench import running
    from minga_infra.cli._terminal import fail, tell

    if counts:
        from minga_infra.bench import counts as counting

        typer.echo(counting.table(counting.measure()))
        return
    if division:
        from minga_infra.bench import dividing

        with tempfile.TemporaryDirectory(prefix="minga-bench-") as folder:
            told = dividing.run(Path(folder).resolve(), events=100_000, tell=tell)
        typer.echo(f"{told.events} contributions of {told.members} members: {told.seconds} s (promise: 10 s)")
        if json is not None:
            json.write_bytes(orjson.dumps(told.plain(), option=orjson.OPT_INDENT_2))
        return
    if cycle:
        from minga_infra.bench import cycling

        with tempfile.TemporaryDirectory(prefix="minga-bench-") as folder:
            ended = cycling.run(Path(folder).resolve(), orders=cycle, tell=tell)
        typer.echo(
            f"{ended.orders} orders, {ended.lines} lines: placed in {ended.place_seconds} s, ended in {ended.end_seconds} s, all lists in "
            f"{ended.lists_seconds} s; {ended.first_mb} MB after the first time, {ended.last_mb} MB after the last; "
            f"the lists {'agree' if ended.agree else 'DO NOT AGREE'}"
        )
        if json is not None:
            json.write_bytes(orjson.dumps(ended.plain(), option=orjson.OPT_INDENT_2))
        return
    if statement:
        from minga_infra.bench import reconciling

        with tempfile.TemporaryDirectory(prefix="minga-bench-") as folder:
            seen = reconciling.run(Path(folder).resolve(), payments=statement, tell=tell)
        typer.echo(
            f"{seen.payments} payments held against the provider's statement in {seen.seconds} s; {seen.first_mb} MB after the first "
            f"thousand, {seen.last_mb} MB after the last; {seen.differing} differing, of 1 put in"
        )
        if json is not None:
            json.write_bytes(orjson.dumps(seen.plain(), option=orjson.OPT_INDENT_2))
        return
    try:
        numbers = [int(number) for number in at.split(",")]
    except ValueError:
        raise fail(f"--at takes numbers separated by commas, not “{at}”.") from None
    if any(not 1 <= number <= 512 for number in numbers):
        raise fail("--at takes 1 to 512 connections.")
    if keep is not None and keep.exists():
        raise fail(f"{keep} is there already.")
    if keep is not None:
        keep.mkdir(parents=True)
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="minga-bench-") as folder:
        report = running.run(
            Path(folder).resolve(),
            products=products,
            seconds=seconds,
            at=numbers,
            only=[one.strip() for one in only.split(",") if one.strip()],
            tell=tell,
        )
    typer.echo(running.table(report))
    if json is not None:
        json.write_bytes(orjson.dumps(report.plain(), option=orjson.OPT_INDENT_2))
