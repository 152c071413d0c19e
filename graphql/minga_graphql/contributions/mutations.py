"""Giving, correcting, attesting and importing."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.attestation import errors as attestation_errors
from minga_commons.contributions import errors
from minga_commons.contributions.commands import attesting, giving, importing
from minga_graphql.context import Context
from minga_graphql.contributions import types
from minga_graphql.marks import bounds
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition

_Log = Annotated[str, strawberry.argument(metadata=bounds(longest=100_000))]
_Some = Annotated[list[strawberry.ID], strawberry.argument(metadata=bounds(most=100))]
_IN_TIME = (errors.NotGivenYet, errors.TooLongAgo, errors.TimeTwice)


@strawberry.type(description="A contribution was written down.")
class ContributionWritten:
    id: strawberry.ID = strawberry.field(description="Its id, `ctb_…`.")


@strawberry.type(description="What the asker's word did.")
class Attested:
    said: int = strawberry.field(description="By how many she stands now.")
    recognised: int = strawberry.field(description="How many of them count from now on.")
    without_weight: int = strawberry.field(
        description="By how many her word has no weight: her own household, a small ring."
    )


@strawberry.type(description="A line that could not be taken.")
class ContributionImportProblem:
    line: int = strawberry.field(description="Its number in what was given, from 1.")
    rule: str = strawberry.field(
        description="What is wrong with it: a column, `no_commit`, `future`, `member`, `columns`, `lines`."
    )
    text: str = strawberry.field(description="What stood there.")


@strawberry.type(description="What an import did, or would do.")
class ContributionImport:
    taken: int = strawberry.field(description="Contributions made.")
    known: int = strawberry.field(description="Commits or lines that were taken before.")
    refused: int = strawberry.field(description="Lines that could not be taken.")
    strangers: int = strawberry.field(description="Commits under addresses that the importer may not count.")
    minutes: MinorUnits = strawberry.field(description="How long all of it together.")
    problems: list[ContributionImportProblem] = strawberry.field(
        description="The first hundred of them.", metadata=bounds(size=10)
    )


@strawberry.type
class Mutation:
    @mutation(*_IN_TIME)
    async def give_contribution(
        self,
        info: Info[Context, None],
        key: str,
        contribution: types.ContributionInput,
        agent_id: strawberry.ID | None = None,
    ) -> ContributionWritten:
        """Write down what the asker gave. `agentId`: somebody else gave it (needs `commons.keep`). A helper writes as the
        member she acts for. Sent twice under one key it is one."""
        made = await info.context.perform(
            giving.give, key=key, gift=contribution.read(), agent_id=types.decoded(types.AGENT, agent_id)
        )
        return ContributionWritten(id=strawberry.ID(ids.encode(types.CONTRIBUTION, made)))

    @mutation(*_IN_TIME, errors.AlreadyCorrected, errors.AlreadyPaid)
    async def correct_contribution(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        contribution: types.ContributionInput,
    ) -> ContributionWritten:
        """Put another event in the place of one's own; it is attested anew. A keeper of the commons may correct any."""
        made = await info.context.perform(
            giving.correct, key=key, contribution_id=ids.decode(types.CONTRIBUTION, id), gift=contribution.read()
        )
        return ContributionWritten(id=strawberry.ID(ids.encode(types.CONTRIBUTION, made)))

    @mutation(errors.AlreadyCorrected, errors.AlreadyPaid)
    async def take_contribution_back(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
    ) -> ContributionWritten:
        """Put an event of nothing in its place: it stays to be seen and counts no more."""
        made = await info.context.perform(giving.take_back, key=key, contribution_id=ids.decode(types.CONTRIBUTION, id))
        return ContributionWritten(id=strawberry.ID(ids.encode(types.CONTRIBUTION, made)))

    @mutation(attestation_errors.ClaimEnded)
    async def attest_contributions(
        self, info: Info[Context, None], key: str, contribution_ids: _Some, note: str = ""
    ) -> Attested:
        """Stand by contributions of others, all or none; those that the asker stands by already stay so. Needs `commons.write`."""
        done = await info.context.perform(
            attesting.attest, key=key, contribution_ids=_decode_all(contribution_ids), note=note
        )
        return Attested(said=done.said, recognised=done.recognised, without_weight=done.without_weight)

    @mutation(attestation_errors.ClaimEnded, InvalidTransition)
    async def take_word_back(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """Stand by a contribution no longer."""
        await info.context.perform(attesting.take_word_back, contribution_id=ids.decode(types.CONTRIBUTION, id))
        return membership_types.Done()

    @mutation(attestation_errors.ClaimEnded, attestation_errors.AlreadyDisputed)
    async def dispute_contribution(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        reason: str,
    ) -> membership_types.Done:
        """Say in the open why a contribution is not right; until that is settled it does not count. Needs `commons.write`."""
        await info.context.perform(attesting.dispute, contribution_id=ids.decode(types.CONTRIBUTION, id), reason=reason)
        return membership_types.Done()

    @mutation(attestation_errors.ClaimEnded, attestation_errors.OwnCase, InvalidTransition)
    async def settle_contribution(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        is_upheld: bool,
        explanation: str,
    ) -> membership_types.Done:
        """Decide the dispute: upheld, the contribution is refused; else it stands as before. Needs `commons.keep`."""
        await info.context.perform(
            attesting.settle,
            contribution_id=ids.decode(types.CONTRIBUTION, id),
            is_upheld=is_upheld,
            explanation=explanation,
        )
        return membership_types.Done()

    @mutation(errors.AuthorTaken)
    async def name_git_author(self, info: Info[Context, None], mail: str) -> types.GitAuthor:
        """Say that one commits under an address, so that an import may count it."""
        made = await info.context.perform(importing.name_author, mail=mail)
        return types.GitAuthor(
            id=strawberry.ID(ids.encode(types.AUTHOR, made.id)), mail=made.mail, is_proven=made.is_proven
        )

    @mutation()
    async def forget_git_author(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """From now on commits under this address are not counted."""
        await info.context.perform(importing.forget_author, author_id=ids.decode(types.AUTHOR, id))
        return membership_types.Done()

    @mutation()
    async def import_git_contributions(
        self,
        info: Info[Context, None],
        key: str,
        log: _Log,
        kind: types.ContributionKind,
        minutes_per_commit: int,
        dry_run: bool,
        asset_id: strawberry.ID | None = None,
        cause: str = "",
    ) -> ContributionImport:
        """Count the commits of members who named their addresses; each commit once. `log`: what `git log` prints, best with
        `--no-merges --pretty=format:'%H%x09%aI%x09%ae%x09%s'`. A member counts her own, a keeper of the commons all."""
        report = await info.context.perform(
            importing.import_git,
            key=key,
            log=log,
            kind=kind.value,
            minutes_per_commit=minutes_per_commit,
            dry_run=dry_run,
            asset_id=types.decoded(types.ASSET, asset_id),
            cause=cause,
        )
        return _report(report)

    @mutation()
    async def import_contributions(
        self, info: Info[Context, None], key: str, table: _Log, dry_run: bool
    ) -> ContributionImport:
        """Take a table (CSV) over, each line once. A member's own lines; a keeper of the commons those of all."""
        report = await info.context.perform(importing.import_table, key=key, text=table, dry_run=dry_run)
        return _report(report)


def _decode_all(given: list[strawberry.ID]) -> list[UUID]:
    return [ids.decode(types.CONTRIBUTION, one) for one in given]


def _report(report: importing.Report) -> ContributionImport:
    return ContributionImport(
        taken=report.taken,
        known=report.known,
        refused=report.refused,
        strangers=report.strangers,
        minutes=MinorUnits(report.minutes),
        problems=[ContributionImportProblem(line=one.line, rule=one.rule, text=one.text) for one in report.problems],
    )
