"""What a world holds of contributions and work days, and who may do what with it: for the matrices."""

from dataclasses import dataclass
from typing import Any

from minga_testing.shop import Program, new_key

TITLE = [{"language": "en", "text": "Another name"}]
GIFT = {"kind": "WORK", "givenOn": "2026-01-02", "minutes": 30, "cause": "The mill"}
DAY = {"beginsAt": "2100-03-01T08:00:00Z", "endsAt": "2100-03-01T12:00:00Z"}
TASK = {"title": TITLE, "kind": "WORK", "seats": 50}


@dataclass(frozen=True)
class Given:
    """A member's contribution, a day that she called, its task, her seat in it, and her address."""

    contribution: str = ""
    day: str = ""
    task: str = ""
    seat: str = ""
    author: str = ""


async def give(member: Program, today: str) -> Given:
    """All of it, by one member."""
    made = await member.wish(
        "giveContribution(key: $key, contribution: $gift)",
        "... on ContributionWritten { id }",
        key=("String!", new_key()),
        gift=("ContributionInput!", {**GIFT, "givenOn": today}),
    )
    day = await member.wish(
        'callWorkDay(key: $key, title: $title, about: [], place: "Here", beginsAt: $begins, endsAt: $ends, tasks: $tasks)',
        "... on WorkDayCalled { id }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", TITLE),
        begins=("Instant!", DAY["beginsAt"]),
        ends=("Instant!", DAY["endsAt"]),
        tasks=("[WorkTaskInput!]!", [TASK]),
    )
    found = (await member.ask("query D($id: ID!) { workDay(id: $id) { tasks { id } } }", id=day["id"]))["workDay"]
    task = found["tasks"][0]["id"]
    seat = await member.wish("signUpForWork(taskId: $id)", "... on SeatTaken { id }", id=("ID!", task))
    author = await member.wish('nameGitAuthor(mail: "one@example.org")', "... on GitAuthor { id }")
    return Given(made["id"], day["id"], task, seat["id"], author["id"])


def wishes(given: Given, an: Any) -> dict[str, tuple[str, dict[str, Any], bool]]:
    """Mutation → (capability, values, whether what it names is made up). What is one's own alone is told NotFound to others."""
    write, keep = "commons.write", "commons.keep"
    gift = {"key": "", "contribution": GIFT}
    return {
        "giveContribution": (write, gift, False),
        "attestContributions": (write, {"key": "", "contributionIds": [given.contribution]}, False),
        "disputeContribution": (write, {"id": given.contribution, "reason": "x"}, False),
        "settleContribution": (keep, {"id": given.contribution, "isUpheld": False, "explanation": "x"}, False),
        "correctContribution": (write, {**gift, "id": an("ctb")}, True),
        "takeContributionBack": (write, {"key": "", "id": an("ctb")}, True),
        "takeWordBack": (write, {"id": an("ctb")}, True),
        "nameGitAuthor": (write, {"mail": "two@example.org"}, False),
        "forgetGitAuthor": (write, {"id": an("gita")}, True),
        "importGitContributions": (
            write,
            {"key": "", "log": "", "kind": "DESIGN", "minutesPerCommit": 30, "dryRun": True, "cause": "x"},
            False,
        ),
        "importContributions": (write, {"key": "", "table": "date,kind", "dryRun": True}, False),
        "callWorkDay": (
            write,
            {"key": "", "title": TITLE, "about": [], "place": "Here", "tasks": [TASK], **DAY},
            False,
        ),
        "cancelWorkDay": (write, {"id": an("wday"), "reason": "x"}, True),
        "signUpForWork": (write, {"taskId": given.task}, False),
        "withdrawWorkSeat": (write, {"seatId": an("seat")}, True),
        "offerWorkSeat": (write, {"seatId": an("seat")}, True),
        "takeOfferedSeat": (write, {"seatId": an("seat")}, True),
        "checkInToWork": (write, {"id": an("wday"), "agentId": an("agent")}, True),
        "undoCheckInToWork": (write, {"id": an("wday"), "agentId": an("agent")}, True),
        "finishWorkDay": (write, {"key": "", "id": an("wday")}, True),
    }


def reads(given: Given, agent: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Query → (capability, values)."""
    see = "ballots.see"
    return {
        "contributions": (see, {}),
        "contribution": (see, {"id": given.contribution}),
        "contributionVoices": (see, {"id": given.contribution}),
        "contributionSums": (see, {}),
        "givers": (see, {}),
        "contributionsDocument": (see, {"format": "CSV"}),
        "hoursOwed": (see, {"agentId": agent}),
        "workDays": (see, {}),
        "workDay": (see, {"id": given.day}),
        "commonsWaiting": ("commons.write", {}),
    }


def named(given: Given, agent: str, design: str, file: str) -> dict[str, dict[str, Any]]:
    """For the matrix of tenants: the ids that the values above leave out, each one of this world."""
    where = {"where": {"agentId": agent, "assetId": design}}
    gift = {**GIFT, "assetId": design, "fileIds": [file]}
    seat = {"seatId": given.seat}
    return {
        **{
            f"Query.{name}": dict(where)
            for name in ("contributions", "contributionSums", "givers", "contributionsDocument")
        },
        "Mutation.giveContribution": {"contribution": gift, "agentId": agent},
        "Mutation.correctContribution": {"id": given.contribution, "contribution": gift},
        "Mutation.takeContributionBack": {"id": given.contribution},
        "Mutation.takeWordBack": {"id": given.contribution},
        "Mutation.forgetGitAuthor": {"id": given.author},
        "Mutation.importGitContributions": {"assetId": design},
        "Mutation.callWorkDay": {"assetId": design},
        "Mutation.cancelWorkDay": {"id": given.day},
        "Mutation.withdrawWorkSeat": seat,
        "Mutation.offerWorkSeat": {**seat, "toId": agent},
        "Mutation.takeOfferedSeat": seat,
        "Mutation.checkInToWork": {"id": given.day, "agentId": agent, "taskId": given.task},
        "Mutation.undoCheckInToWork": {"id": given.day, "agentId": agent},
        "Mutation.finishWorkDay": {"id": given.day, "spent": [{"seatId": given.seat, "minutes": 5}]},
    }
