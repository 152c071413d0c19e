"""Contributions from elsewhere: commits of who asked for it, lines of a table; looked at first, taken once."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from minga_commons.contributions.days import period_of
from minga_commons.contributions.importing import git, table
from minga_commons.valueflows import jsonld
from minga_testing.shop import new_key

Village = Any  # the fixture of conftest.py
TOLD = "... on ContributionImport { taken known refused strangers minutes problems { line rule text } }"
MINE = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)


def _log(*commits: tuple[str, str, str, str]) -> str:
    return "\n".join("\t".join(one) for one in commits)


async def imported(village: Village, name: str, what: str, text: str, *, dry: bool = False) -> dict[str, Any]:
    if what == "git":
        call = 'importGitContributions(key: $key, log: $text, kind: DESIGN, minutesPerCommit: 30, dryRun: $dry, cause: "The loom")'
    else:
        call = "importContributions(key: $key, table: $text, dryRun: $dry)"
    return await village.by(name).wish(  # type: ignore[no-any-return]
        call, TOLD, key=("String!", new_key()), text=("String!", text), dry=("Boolean!", dry)
    )


async def named(village: Village, name: str, mail: str) -> str:
    done = await village.by(name).wish(
        "nameGitAuthor(mail: $mail)", "... on GitAuthor { id isProven }", mail=("String!", mail)
    )
    return str(done["__typename"])


async def test_commits_count_for_who_asked_for_it_and_once(village: Village) -> None:
    day = await village.today(2)
    log = _log(
        (MINE[0], f"{day}T10:00:00+01:00", "Ana@Example.org", "Wedges"),
        (MINE[1], f"{day}T15:00:00+01:00", "ana@example.org", "Longer wedges"),
        (MINE[2], f"{day}T23:30:00-08:00", "ben@example.org", "Text"),
        ("nonsense", "", "", ""),
    )
    nothing = await imported(village, "Ana", "git", log, dry=True)
    assert (nothing["taken"], nothing["strangers"], nothing["refused"]) == (0, 3, 1)
    assert await named(village, "Ana", "ana@example.org") == "GitAuthor"
    assert await named(village, "Ben", "ana@example.org") == "AuthorTaken"
    assert await named(village, "Ben", "ben@example.org") == "GitAuthor"
    # A member counts her own; who keeps the commons those of all who asked for it.
    looked = await imported(village, "Ana", "git", log, dry=True)
    assert (looked["taken"], looked["minutes"], looked["strangers"]) == (1, 60, 1)
    assert (await village.by("Ana").ask("{ contributions { nodes { id } } }"))["contributions"]["nodes"] == []
    assert (await imported(village, "Ana", "git", log))["taken"] == 1
    again = await imported(village, "Fatima", "git", log)
    assert (again["taken"], again["known"], again["minutes"]) == (1, 2, 30)
    listed = (await village.by("Ana").ask("{ contributions { nodes { name minutes givenOn source note kind } } }"))[
        "contributions"
    ]
    by_name = {one["name"]: one for one in listed["nodes"]}
    assert by_name["Ana"]["minutes"] == 60
    assert by_name["Ana"]["note"].splitlines() == [f"{MINE[0][:12]} Wedges", f"{MINE[1][:12]} Longer wedges"]
    assert by_name["Ben"] == {**by_name["Ben"], "givenOn": day, "source": "GIT", "kind": "DESIGN"}
    # The keeper only carried it out: her word for it has weight, as anybody's.
    given = (await village.by("Clara").ask("{ contributionsToAttest { id name } }"))["contributionsToAttest"]
    assert (await village.attest("Fatima", *(one["id"] for one in given)))["withoutWeight"] == 0


def test_git_log_in_its_own_shape_is_read_too() -> None:
    text = (
        f"commit {MINE[0]}\nAuthor: Ana <ana@example.org>\nDate:   Sat Nov 21 10:00:00 2026 +0100\n\n    Wedges\n\n    More.\n\n"
        f"commit {MINE[1]}\nMerge: 1234567 89abcde\nAuthor: Ana <ana@example.org>\nDate:   2026-11-21T11:00:00+01:00\n\n    Merge\n"
        f"commit {MINE[2]} (HEAD -> main)\nAuthor: Ben <ben@example.org>\nDate:   2026-11-22T11:00:00+01:00\n\n    Text\n"
    )
    commits, problems = git.read(text)
    assert not problems
    assert [(one.sha, one.mail, one.subject) for one in commits] == [
        (MINE[0], "ana@example.org", "Wedges"),
        (MINE[2], "ben@example.org", "Text"),
    ]
    assert commits[0].at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert git.read("") == ([], [])


async def test_a_table_is_looked_at_first_and_each_line_taken_once(village: Village) -> None:
    day = await village.today(3)
    text = (
        "date;kind;hours;quantity;unit;cause;member\n"
        f"{day};care;1,5;;;The kitchen;\n"
        f"{day};care;1,5;;;The kitchen;\n"
        f"{day};materials;;5000;g;The school;\n"
        f"{day};dance;1;;;The kitchen;\n"
        f"{day};work;1:20;;;The kitchen;{village.agent('Ben')}\n"
        f"31.12.2026;work;1;;;The kitchen;\n"
    )
    looked = await imported(village, "Ana", "csv", text, dry=True)
    assert (looked["taken"], looked["minutes"], looked["refused"]) == (3, 180, 3)
    assert [(one["line"], one["rule"]) for one in looked["problems"]] == [(5, "kind"), (6, "member"), (7, "date")]
    assert (await imported(village, "Ana", "csv", text))["taken"] == 3
    assert (await imported(village, "Ana", "csv", text))["known"] == 3
    keeper = await imported(village, "Fatima", "csv", text)
    assert (keeper["taken"], keeper["known"]) == (1, 3)
    assert (await imported(village, "Ana", "csv", "date,colour\n"))["problems"][0]["rule"] == "columns"


async def test_what_is_written_out_reads_in_again_and_is_valueflows(village: Village) -> None:
    await village.give("Ana", 90, cause='=HYPERLINK("x")', note='Soup, "hot"\nand bread')
    await village.give("Ana", None, kind="MATERIALS", quantity=5000, unit="GRAM", cause="The school")
    asked = "query D($format: ContributionFormat!) { contributionsDocument(format: $format) { text count endCursor } }"
    document = (await village.by("Ben").ask(asked, format="CSV"))["contributionsDocument"]
    assert document["count"] == 2
    rows = list(csv.DictReader(io.StringIO(document["text"])))
    assert {row["cause"] for row in rows} == {'\'=HYPERLINK("x")', "The school"}
    lines, problems = table.read(document["text"])
    assert (len(lines), problems) == (2, [])
    assert {line.minutes for line in lines} == {90, None}
    told = (await village.by("Ben").ask(asked, format="JSON_LD"))["contributionsDocument"]["text"]
    written = json.loads(told)
    assert {"work", "transfer", "EconomicEvent", "Process"} <= jsonld.terms(written)
    events = [node for node in written["@graph"] if node["@type"] == "vf:EconomicEvent"]
    assert {node["vf:action"]["@id"] for node in events} == {"vf:work", "vf:transfer"}
    assert (await village.by("Nobody").ask(asked, format="CSV"))["contributionsDocument"] is None


@pytest.mark.parametrize(
    ("hours", "minutes", "read"),
    [
        ("1,5", "", 90),
        ("1:30", "", 90),
        ("0.25", "", 15),
        ("", "45", 45),
        ("1.01", "", None),
        ("", "", None),
        ("-1", "", None),
        ("2", "30", None),
    ],
)
def test_hours_are_whole_minutes_or_refused(hours: str, minutes: str, read: int | None) -> None:
    lines, problems = table.read(f'date,kind,hours,minutes,cause\n2026-01-02,work,"{hours}",{minutes},x\n')
    assert [one.minutes for one in lines] == ([] if read is None else [read])
    assert [one.rule for one in problems] == (["hours"] if read is None else [])


def test_periods_of_owed_hours() -> None:
    assert period_of(date(2026, 11, 22), 12) == (date(2026, 1, 1), date(2027, 1, 1))
    assert period_of(date(2026, 11, 22), 3) == (date(2026, 10, 1), date(2027, 1, 1))
    assert period_of(date(2026, 12, 31), 1) == (date(2026, 12, 1), date(2027, 1, 1))
    assert period_of(date(2026, 6, 30), 6) == (date(2026, 1, 1), date(2026, 7, 1))
