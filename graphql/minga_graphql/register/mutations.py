"""What is done with the register."""

import asyncio
from base64 import b64encode
from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.membership import types as membership_types
from minga_graphql.mutations import mutation
from minga_graphql.register import types
from minga_graphql.register.types import outside
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, MoneyInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, StepUpNeeded
from minga_platform.kernel.files import FileMissing
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.membership import access
from minga_platform.membership import errors as membership_errors
from minga_platform.register import errors, exporting, flows, importing, reading
from minga_platform.register.commands import admission, applying, classes, dues, leaving, moving, people, shares

JOURNAL = "journal"
_MOST_TOLD = 200


@strawberry.type
class Mutation:
    """Becoming and being a member."""

    @mutation(membership_errors.IsMember, errors.OnePersonOneMembership)
    async def join(self, info: Info[Context, None], class_key: str) -> membership_types.Joined:
        """Join this co-op at once in a class that is open to everyone, and take its shares."""
        made = await info.context.perform(admission.join, class_key=class_key)
        return membership_types.Joined(id=outside(types.MEMBERSHIP, made))

    @mutation(membership_errors.IsMember, errors.OnePersonOneMembership, errors.AlreadyApplied, errors.WayNotOffered)
    async def apply_for_membership(
        self,
        info: Info[Context, None],
        class_key: str,
        about: str = "",
        shares: int | None = None,
        share_way: str = "money",
        organisation: str = "",
    ) -> types.Applied:
        """Ask to become a member, oneself or for an organisation; officers or members decide, as the rules say."""
        made = await info.context.perform(
            applying.apply,
            class_key=class_key,
            about=about,
            shares=shares,
            share_way=share_way,
            organisation=organisation,
        )
        return types.Applied(id=outside(types.APPLICATION, made))

    @mutation(InvalidTransition)
    async def withdraw_application(self, info: Info[Context, None], id: strawberry.ID) -> membership_types.Done:  # noqa: A002
        """The applicant no longer wants to."""
        await info.context.perform(applying.withdraw, application_id=ids.decode(types.APPLICATION, id))
        return membership_types.Done()

    @mutation(errors.MayNotVouch)
    async def vouch(self, info: Info[Context, None], application_id: strawberry.ID) -> membership_types.Done:
        """Stand behind an applicant. Needs to be a member with a vote, and not the applicant."""
        await info.context.perform(applying.vouch, application_id=ids.decode(types.APPLICATION, application_id))
        return membership_types.Done()

    @mutation()
    async def take_back_vouch(self, info: Info[Context, None], application_id: strawberry.ID) -> membership_types.Done:
        """Take one's word for an applicant back, while nothing is decided."""
        await info.context.perform(applying.take_back, application_id=ids.decode(types.APPLICATION, application_id))
        return membership_types.Done()

    @mutation(
        InvalidTransition,
        errors.MembersDecide,
        errors.NotVouched,
        membership_errors.IsMember,
        errors.OnePersonOneMembership,
    )
    async def decide_application(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        admit: bool,
        reason: str = "",
    ) -> types.ApplicationDecided:
        """Admit or refuse an applicant, where officers do. A refusal gives its reason. Needs `members.admit`."""
        made = await info.context.perform(
            admission.decide, application_id=ids.decode(types.APPLICATION, id), admit=admit, reason=reason
        )
        return types.ApplicationDecided(membership_id=None if made is None else outside(types.MEMBERSHIP, made))

    @mutation(membership_errors.IsMember, errors.MembersDecide, errors.NotVouched, errors.OnePersonOneMembership)
    async def admit(
        self, info: Info[Context, None], agent_id: strawberry.ID, class_key: str
    ) -> membership_types.Joined:
        """Make somebody a member who did not apply, where officers admit and nobody need vouch. Needs `members.admit`."""
        made = await info.context.perform(
            admission.admit_agent, agent_id=ids.decode(types.AGENT, agent_id), class_key=class_key
        )
        return membership_types.Joined(id=outside(types.MEMBERSHIP, made))

    @mutation(
        InvalidTransition,
        errors.AlreadyLeaving,
        errors.DuesOpen,
        errors.MembersDecide,
        errors.NotVouched,
        errors.OnePersonOneMembership,
    )
    async def move_membership(
        self, info: Info[Context, None], key: str, membership_id: strawberry.ID, class_key: str
    ) -> membership_types.Joined:
        """Move a member to another class from now on, with what she paid in for shares. Needs `members.admit`.

        It takes as many whole shares of the new class as it pays for, at least as many as that class asks for: what is
        missing is owed in that class's parts, what is left over goes back as when somebody leaves. The answer names the
        membership that goes on.
        """
        made = await info.context.perform(
            moving.move, key=key, membership_id=ids.decode(types.MEMBERSHIP, membership_id), class_key=class_key
        )
        return membership_types.Joined(id=outside(types.MEMBERSHIP, made))

    @mutation(errors.AlreadyLeaving)
    async def leave(
        self, info: Info[Context, None], class_key: str, organisation_id: strawberry.ID | None = None
    ) -> types.Leaving:
        """Leave a class: at once, or when the notice that the rules want has run."""
        made = await info.context.perform(
            leaving.give_notice,
            class_key=class_key,
            organisation_id=ids.decode(types.AGENT, organisation_id) if organisation_id is not None else None,
        )
        return types.Leaving(at_once=made is None)

    @mutation()
    async def stay(
        self, info: Info[Context, None], class_key: str, organisation_id: strawberry.ID | None = None
    ) -> membership_types.Done:
        """Take the notice of leaving back before it has run."""
        await info.context.perform(
            leaving.stay,
            class_key=class_key,
            organisation_id=ids.decode(types.AGENT, organisation_id) if organisation_id is not None else None,
        )
        return membership_types.Done()

    @mutation()
    async def claim_membership(self, info: Info[Context, None]) -> membership_types.Done:
        """Be somebody whom an imported register brought along, by a proven mail address."""
        await info.context.perform(importing.claim)
        return membership_types.Done()

    # Classes ------------------------------------------------------------------------------------------------------

    @mutation(errors.MembersDecide)
    async def change_class(
        self, info: Info[Context, None], class_key: str, terms: types.ClassTermsInput
    ) -> types.ClassChanged:
        """Give a class new terms, until the members first vote; after that they decide. Needs `classes.edit`."""
        made = await info.context.perform(classes.change_class, class_key=class_key, terms=terms.read())
        return types.ClassChanged(id=outside(types.TERMS, made))

    @mutation(errors.MembersDecide)
    async def add_class(
        self, info: Info[Context, None], class_key: str, name: list[LocalTextInput], terms: types.ClassTermsInput
    ) -> membership_types.Done:
        """Add a class, until the members first vote. Needs `classes.edit`."""
        await info.context.perform(
            classes.add_class, class_key=class_key, name=read_languages(name, "name"), terms=terms.read()
        )
        return membership_types.Done()

    # Shares and dues ----------------------------------------------------------------------------------------------

    @mutation(errors.WayNotOffered)
    async def take_shares(
        self, info: Info[Context, None], key: str, membership_id: strawberry.ID, shares_taken: int, way: str = "money"
    ) -> membership_types.Done:
        """Take further shares of one's own class, at today's price and in its instalments."""
        await info.context.perform(
            shares.take_more,
            key=key,
            membership_id=ids.decode(types.MEMBERSHIP, membership_id),
            shares=shares_taken,
            way=way,
        )
        return membership_types.Done()

    @mutation(errors.MoreThanOwed)
    async def record_share_payment(
        self,
        info: Info[Context, None],
        key: str,
        membership_id: strawberry.ID,
        amount: MoneyInput,
        till_id: strawberry.ID | None = None,
    ) -> types.ShareMoved:
        """Money for shares came in: by bank, or into a till (a pickup point's id). Needs `shares.record`."""
        made = await info.context.perform(
            shares.record_payment,
            key=key,
            membership_id=ids.decode(types.MEMBERSHIP, membership_id),
            amount=amount.read(),
            channel="till" if till_id else "bank",
            till_id=ids.decode("point", till_id) if till_id is not None else None,
        )
        return types.ShareMoved(journal_id=outside(JOURNAL, made))

    @mutation(errors.MoreThanOwed, errors.WayNotOffered)
    async def record_share_work(
        self, info: Info[Context, None], key: str, membership_id: strawberry.ID, hours: int
    ) -> types.ShareMoved:
        """Hours of work stand for shares, where the statutes say so. Needs `shares.record`."""
        made = await info.context.perform(
            shares.record_work, key=key, membership_id=ids.decode(types.MEMBERSHIP, membership_id), hours=hours
        )
        return types.ShareMoved(journal_id=outside(JOURNAL, made))

    @mutation(errors.MoreThanOwed)
    async def record_dues(
        self, info: Info[Context, None], key: str, membership_id: strawberry.ID, amount: MoneyInput
    ) -> types.ShareMoved:
        """Dues came in by bank. Rights that rested for arrears are back when nothing is open. Needs `shares.record`."""
        made = await info.context.perform(
            dues.record_dues,
            key=key,
            membership_id=ids.decode(types.MEMBERSHIP, membership_id),
            amount=amount.read(),
        )
        return types.ShareMoved(journal_id=outside(JOURNAL, made))

    @mutation(NoLegalBasis)
    async def agree_to_set_off(self, info: Info[Context, None], most_bps: int) -> membership_types.Done:
        """Agree that what one owes for shares and dues is taken from one's sales, at most this part of what is payable."""
        await info.context.perform(shares.agree_to_set_off, most_bps=most_bps)
        return membership_types.Done()

    @mutation()
    async def end_set_off(self, info: Info[Context, None]) -> membership_types.Done:
        """Have nothing taken from one's sales any more."""
        await info.context.perform(shares.end_set_off)
        return membership_types.Done()

    @mutation(StepUpNeeded, InvalidTransition)
    async def repay_shares(self, info: Info[Context, None], key: str, id: strawberry.ID) -> types.ShareMoved:  # noqa: A002
        """A part of the shares of who left was sent back by bank. Needs `payouts.make` and step-up."""
        made = await info.context.perform(leaving.repay, key=key, repayment_id=ids.decode(types.REPAYMENT, id))
        return types.ShareMoved(journal_id=outside(JOURNAL, made))

    @mutation(InvalidTransition)
    async def give_up_shares(self, info: Info[Context, None], key: str, id: strawberry.ID) -> types.ShareMoved:  # noqa: A002
        """Leave a part of one's shares to the co-op, for good, after leaving."""
        made = await info.context.perform(leaving.give_up, key=key, repayment_id=ids.decode(types.REPAYMENT, id))
        return types.ShareMoved(journal_id=outside(JOURNAL, made))

    # Who stands for whom ------------------------------------------------------------------------------------------

    @mutation()
    async def mark_same_person(
        self, info: Info[Context, None], agent_id: strawberry.ID, same_as_id: strawberry.ID
    ) -> membership_types.Done:
        """Two accounts are one human being: one vote per class from now on. Needs `members.admit`."""
        await info.context.perform(
            people.mark_same_person,
            agent_id=ids.decode(types.AGENT, agent_id),
            same_as_id=ids.decode(types.AGENT, same_as_id),
        )
        return membership_types.Done()

    @mutation()
    async def name_representative(
        self, info: Info[Context, None], organisation_id: strawberry.ID, agent_id: strawberry.ID
    ) -> membership_types.Done:
        """Another person acts for an organisation from now on. Needs `members.admit`."""
        await info.context.perform(
            people.name_representative,
            organisation_id=ids.decode(types.AGENT, organisation_id),
            agent_id=ids.decode(types.AGENT, agent_id),
        )
        return membership_types.Done()

    # The register as a file ---------------------------------------------------------------------------------------

    @mutation(errors.RegisterUnreadable)
    async def import_register(
        self, info: Info[Context, None], file_id: strawberry.ID, dry_run: bool = True
    ) -> types.RegisterImport:
        """Bring in a register that was kept elsewhere, with shares that were paid before; or only say what would happen.

        `fileId`: an uploaded CSV of one's own. The same file again changes nothing. Needs `register.import`.
        """
        context = info.context
        register = await _read_register(context, file_id)
        taken = await context.perform(importing.import_register, register=register, dry_run=dry_run)
        return types.RegisterImport(
            dry_run=dry_run,
            added=MinorUnits(taken.added),
            unchanged=MinorUnits(taken.unchanged),
            problem_count=MinorUnits(len(taken.problems)),
            problems=[
                types.RegisterProblem(row=one.row, column=one.column, problem=one.problem)
                for one in taken.problems[:_MOST_TOLD]
            ],
        )

    @mutation(StepUpNeeded)
    async def export_register(self, info: Info[Context, None], as_of: datetime | None = None) -> types.ExportedRegister:
        """The register of an instant as a table. Needs `members.see` and step-up."""
        context = info.context
        cooperative = context.require_cooperative()
        async with context.read() as work:
            at = as_of or work.now
            if at > work.now:
                raise InvalidInput("as_of", "past")
            text = await reading.as_csv(work, context.viewer, at)
        return types.ExportedRegister(file_name=f"{cooperative.slug}-register-{at.date()}.csv", text=text)

    # A person's own data ------------------------------------------------------------------------------------------

    @mutation(StepUpNeeded)
    async def ask_my_export(self, info: Info[Context, None]) -> types.Applied:
        """Have all of one's data gathered in one file; it is there a little later and stays for a week. Needs step-up."""
        return types.Applied(id=outside(types.EXPORT, await info.context.perform(exporting.ask)))

    @mutation(StepUpNeeded)
    async def open_my_export(self, info: Info[Context, None], id: strawberry.ID) -> types.OpenedExport:  # noqa: A002
        """The file of all one's data. Needs step-up."""
        stored = await info.context.perform(exporting.content, export_id=ids.decode(types.EXPORT, id))
        return types.OpenedExport(file_name="my-data.json.gz", base64=b64encode(stored).decode())

    @mutation(StepUpNeeded, errors.CannotErase)
    async def erase_me(self, info: Info[Context, None]) -> membership_types.Done:
        """Erase the asker everywhere, at once and for good; or say all that stands in the way. Needs step-up."""
        context = info.context
        await context.end_reading()
        await flows.erase_me(context.services.database, context.viewer)
        return membership_types.Done()


async def _read_register(context: Context, file_id: strawberry.ID) -> importing.Register:
    cooperative = context.require_cooperative()
    file = ids.decode("file", file_id)
    async with context.read() as work:
        agent_id = await access.require(work, context.viewer, "register.import")
        sha256 = await work.value(
            "SELECT sha256 FROM file WHERE cooperative_id = $1 AND id = $2 AND uploaded_by = $3 AND media_type = 'text/csv'",
            cooperative.id,
            file,
            agent_id,
        )
        keys = [one.key for one in await reading.classes(work)]
        today = work.now.date()
    if sha256 is None or context.services.files is None:
        raise NotFound
    try:
        data = b"".join([chunk async for chunk in context.services.files.get(bytes(sha256).hex())])
    except FileMissing:
        raise NotFound from None
    return await asyncio.to_thread(importing.read, data, classes=keys, currency=cooperative.currency, today=today)
