"""What people change about their accounts, and a co-op about its offices."""

from datetime import date, datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.membership import types
from minga_graphql.membership.types import outside
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound, StepUpNeeded, TooManyAttempts
from minga_platform.kernel.locale import mark, say
from minga_platform.membership import demo, errors, flows
from minga_platform.membership.commands import accounts, helping, passkeys, recovery, roles, sessions, sign_in
from minga_platform.membership.commands.passkeys import Party
from minga_platform.membership.commands.recovery import Recovered
from minga_platform.membership.commands.sessions import OpenedSession

_NOT_RIGHT = mark("The name or the password is not right.")
_CARD_NOT_RIGHT = mark("The number or the secret is not right.")
_WRONG = mark("That was not right.")


@strawberry.type
class Mutation:
    """Accounts are the person's; offices and memberships the co-op's."""

    # Signing up, in and out ---------------------------------------------------------------------------------------

    @mutation(errors.WayBackNeeded, errors.PasswordTooShort, errors.PasswordTooCommon, errors.TooBusy, TooManyAttempts)
    async def sign_up(
        self,
        info: Info[Context, None],
        name: str,
        mail: str | None = None,
        phone: str | None = None,
        with_card: bool = False,
        password: str | None = None,
        device: str = "",
    ) -> types.SignedUp:
        """Make an account: a name, and mail, phone or a printed recovery card. Its letters come in the reader's language."""
        context = info.context
        made = await flows.sign_up(
            context.services.database,
            context.viewer,
            name=name,
            language=context.language,
            mail=mail,
            phone=phone,
            with_card=with_card,
            password=password,
            device=device,
        )
        context.services.wake_worker()
        return types.SignedUp(token=made.session.token, card=types.present_card(made.card) if made.card else None)

    @mutation(TooManyAttempts, errors.TooBusy)
    async def sign_in(
        self, info: Info[Context, None], name: str, password: str, device: str = ""
    ) -> types.SignedIn | types.SecondFactorNeeded | types.SignInFailed:
        """Sign in with mail, phone or card number and the password. Gives a token; pages put it into their cookie."""
        context = info.context
        outcome = await flows.sign_in_with_password(
            context.services.database, context.viewer, name=name, password=password, device=device
        )
        if isinstance(outcome, OpenedSession):
            context.services.wake_worker()
            return types.SignedIn(token=outcome.token)
        if isinstance(outcome, sign_in.SecondFactorNeeded):
            return types.SecondFactorNeeded(token=outcome.token)
        return types.SignInFailed(message=say(context.language, _NOT_RIGHT))

    @mutation(TooManyAttempts)
    async def sign_in_with_card(
        self, info: Info[Context, None], number: str, secret: str, device: str = ""
    ) -> types.CardUsed | types.SignInFailed:
        """Sign in with a printed recovery card, once; the answer holds the next card."""
        context = info.context
        outcome = await context.perform(sign_in.sign_in_with_card, number=number, secret=secret, device=device)
        if isinstance(outcome, Recovered):
            return types.CardUsed(token=outcome.session.token, card=types.present_card(outcome.card))
        return types.SignInFailed(message=say(context.language, _CARD_NOT_RIGHT))

    @mutation(TooManyAttempts)
    async def ask_sign_in_link(self, info: Info[Context, None], name: str) -> types.LetterAsked:
        """Send a link to sign in with to a proven mail address or phone, to set a new password, say."""
        await info.context.perform(accounts.ask_sign_in_link, name=name)
        return types.LetterAsked()

    @mutation(errors.ProofGone)
    async def sign_in_by_link(self, info: Info[Context, None], token: str, device: str = "") -> types.SignedIn:
        """Use the link of a letter."""
        opened = await info.context.perform(accounts.sign_in_by_link, token=token, device=device)
        return types.SignedIn(token=opened.token)

    @mutation()
    async def sign_in_as_demo_person(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        device: str = "",
    ) -> types.SignedIn:
        """Be somebody of the demonstration. Elsewhere nobody is found."""
        context = info.context
        person_id = ids.decode(types.PERSON, id)
        if not context.services.demo:
            raise NotFound
        opened = await context.perform(demo.sign_in_as, person_id=person_id, device=device)
        return types.SignedIn(token=opened.token)

    @mutation()
    async def sign_out(self, info: Info[Context, None]) -> types.Done:
        """End this session."""
        await info.context.perform(sessions.sign_out)
        return types.Done()

    @mutation()
    async def end_session(self, info: Info[Context, None], id: strawberry.ID) -> types.Done:  # noqa: A002 - its name outside
        """Sign one other device out."""
        await info.context.perform(sessions.end_session, session_id=ids.decode(types.SESSION, id))
        return types.Done()

    @mutation()
    async def end_other_sessions(self, info: Info[Context, None]) -> types.Done:
        """Sign every other device out."""
        await info.context.perform(sessions.end_other_sessions)
        return types.Done()

    @mutation(TooManyAttempts, errors.TooBusy)
    async def step_up(self, info: Info[Context, None], password: str) -> types.Done | types.WrongSecret:
        """Confirm with the password who one is: for five minutes, payouts, payees, offices and the like are open."""
        context = info.context
        outcome = await flows.step_up_with_password(context.services.database, context.viewer, password=password)
        return types.Done() if outcome == "proven" else types.WrongSecret(message=say(context.language, _WRONG))

    # The account --------------------------------------------------------------------------------------------------

    @mutation()
    async def rename_me(self, info: Info[Context, None], name: str, language: str) -> types.Done:
        """What the asker is called, and the language of her letters."""
        await info.context.perform(accounts.rename, name=name, language=language)
        return types.Done()

    @mutation(StepUpNeeded, errors.PasswordTooShort, errors.PasswordTooCommon, errors.TooBusy)
    async def set_password(self, info: Info[Context, None], password: str) -> types.Done:
        """Set a password, or a new one. Other devices are signed out."""
        context = info.context
        await flows.set_password(context.services.database, context.viewer, password=password)
        context.services.wake_worker()
        return types.Done()

    @mutation(StepUpNeeded, TooManyAttempts, errors.TooManyDevices)
    async def add_address(
        self, info: Info[Context, None], mail: str | None = None, phone: str | None = None
    ) -> types.AddressAdded:
        """Add a mail address or a phone number; a letter with a link and a code goes there."""
        made = await info.context.perform(accounts.add_address, mail=mail, phone=phone)
        return types.AddressAdded(id=outside(types.ADDRESS, made))

    @mutation(TooManyAttempts)
    async def ask_address_letter(self, info: Info[Context, None], id: strawberry.ID) -> types.Done:  # noqa: A002
        """Send the link and code of an address of one's own again."""
        await info.context.perform(accounts.ask_address_letter, identifier_id=ids.decode(types.ADDRESS, id))
        return types.Done()

    @mutation(errors.ProofGone, errors.AddressTaken)
    async def prove_address(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        code: str,
    ) -> types.Done | types.WrongSecret:
        """Show by the letter's code that an address is one's own; five tries a letter. A proven one also steps up."""
        outcome = await info.context.perform(
            accounts.prove_address_by_code, identifier_id=ids.decode(types.ADDRESS, id), code=code
        )
        return types.Done() if outcome == "right" else types.WrongSecret(message=say(info.context.language, _WRONG))

    @mutation(errors.ProofGone, errors.AddressTaken)
    async def prove_address_by_link(self, info: Info[Context, None], token: str) -> types.Done:
        """Show by the letter's link that an address is one's own; nobody need be signed in."""
        await info.context.perform(accounts.prove_address_by_link, token=token)
        return types.Done()

    @mutation(StepUpNeeded, errors.WayBackNeeded)
    async def remove_address(self, info: Info[Context, None], id: strawberry.ID) -> types.Done:  # noqa: A002
        """Take an address or the card away, as long as one way back stays."""
        await info.context.perform(accounts.remove_address, identifier_id=ids.decode(types.ADDRESS, id))
        return types.Done()

    @mutation(StepUpNeeded)
    async def print_card(self, info: Info[Context, None]) -> types.PrintedCard:
        """Make a recovery card; an older one is void. Shown this once."""
        return types.present_card(await info.context.perform(recovery.print_card))

    # Passkeys -----------------------------------------------------------------------------------------------------

    @mutation(StepUpNeeded, errors.TooManyDevices)
    async def begin_passkey(self, info: Info[Context, None]) -> types.PasskeyQuestion:
        """Ask the device to make a passkey."""
        return types.PasskeyQuestion(options=await info.context.perform(passkeys.begin_passkey, party=_party(info)))

    @mutation(StepUpNeeded, errors.ProofGone, errors.PasskeyNotAccepted, errors.TooManyDevices)
    async def add_passkey(self, info: Info[Context, None], answer: str, label: str) -> types.PasskeyAdded:
        """Keep the passkey that the device made: `answer` is its credential as JSON."""
        made = await info.context.perform(passkeys.add_passkey, party=_party(info), answer=answer, label=label)
        return types.PasskeyAdded(id=outside(types.PASSKEY, made))

    @mutation(StepUpNeeded, errors.PasskeyNeeded)
    async def remove_passkey(self, info: Info[Context, None], id: strawberry.ID) -> types.Done:  # noqa: A002
        """Take a passkey away."""
        await info.context.perform(passkeys.remove_passkey, passkey_id=ids.decode(types.PASSKEY, id))
        return types.Done()

    @mutation(TooManyAttempts)
    async def begin_passkey_sign_in(self, info: Info[Context, None]) -> types.PasskeyQuestion:
        """Ask a device for its passkey; it names nobody, the device knows whose it is."""
        asked = await info.context.perform(passkeys.begin_passkey_sign_in, party=_party(info))
        return types.PasskeyQuestion(options=asked)

    @mutation(errors.ProofGone, errors.PasskeyNotAccepted)
    async def sign_in_with_passkey(
        self, info: Info[Context, None], answer: str, device: str = "", second_factor: str | None = None
    ) -> types.SignedIn:
        """Sign in with a passkey, alone or after a short password."""
        opened = await info.context.perform(
            passkeys.sign_in_with_passkey,
            party=_party(info),
            answer=answer,
            device=device,
            second_factor=second_factor,
        )
        return types.SignedIn(token=opened.token)

    @mutation()
    async def begin_passkey_step_up(self, info: Info[Context, None]) -> types.PasskeyQuestion:
        """Ask the device to confirm who one is."""
        asked = await info.context.perform(passkeys.begin_passkey_step_up, party=_party(info))
        return types.PasskeyQuestion(options=asked)

    @mutation(errors.ProofGone, errors.PasskeyNotAccepted)
    async def step_up_with_passkey(self, info: Info[Context, None], answer: str) -> types.Done:
        """Confirm with a passkey who one is."""
        await info.context.perform(passkeys.step_up_with_passkey, party=_party(info), answer=answer)
        return types.Done()

    # In a co-op ---------------------------------------------------------------------------------------------------

    @mutation(StepUpNeeded, errors.HasRole)
    async def grant_role(
        self, info: Info[Context, None], agent_id: strawberry.ID, role: str, until: datetime | None = None
    ) -> types.RoleGranted:
        """Name somebody to an office. Needs `roles.grant` and step-up."""
        made = await info.context.perform(
            roles.grant_role, agent_id=ids.decode(types.AGENT, agent_id), role=role, until=until
        )
        return types.RoleGranted(id=outside(types.OFFICE, made))

    @mutation(StepUpNeeded, errors.LastOfficer)
    async def revoke_role(self, info: Info[Context, None], agent_id: strawberry.ID, role: str) -> types.Done:
        """End an office; the very next request of who held it is denied. Needs `roles.grant` and step-up."""
        await info.context.perform(roles.revoke_role, agent_id=ids.decode(types.AGENT, agent_id), role=role)
        return types.Done()

    @mutation(errors.ProofGone, errors.HasRole)
    async def accept_office(self, info: Info[Context, None], token: str) -> types.RoleGranted:
        """Take up the office that a founding link offers."""
        made = await info.context.perform(roles.accept_office, token=token)
        return types.RoleGranted(id=outside(types.OFFICE, made))

    # Helping ------------------------------------------------------------------------------------------------------

    @mutation(StepUpNeeded, TooManyAttempts)
    async def agree_to_help(
        self,
        info: Info[Context, None],
        helper: str,
        scopes: list[types.HelpScope] | None = None,
        ends_at: datetime | None = None,
    ) -> types.HelpAgreed:
        """Let somebody, named by a proven mail, phone or card number, act for the asker: in all scopes unless some are named."""
        made = await info.context.perform(
            helping.agree_to_help,
            helper=helper,
            scopes=helping.SCOPES if scopes is None else [one.value for one in scopes],
            ends_at=ends_at,
        )
        return types.HelpAgreed(id=outside(types.AGREEMENT, made))

    @mutation()
    async def end_help(self, info: Info[Context, None], id: strawberry.ID) -> types.Done:  # noqa: A002
        """Either of the two ends the agreement."""
        await info.context.perform(helping.end_help, agreement_id=ids.decode(types.AGREEMENT, id))
        return types.Done()

    @mutation()
    async def enter_help_on_paper(
        self,
        info: Info[Context, None],
        agent_id: strawberry.ID,
        helper_agent_id: strawberry.ID,
        scopes: list[types.HelpScope],
        signed_on: date,
        ends_at: datetime,
    ) -> types.HelpOnPaper:
        """Write down what a member signed, that somebody may act for her; a second officer confirms it. Needs `members.admit`."""
        made = await info.context.perform(
            helping.enter_help_on_paper,
            agent_id=ids.decode(types.AGENT, agent_id),
            helper_agent_id=ids.decode(types.AGENT, helper_agent_id),
            scopes=[one.value for one in scopes],
            signed_on=signed_on,
            ends_at=ends_at,
        )
        return types.HelpOnPaper(id=outside(types.HELP_PAPER, made))

    @mutation(InvalidTransition)
    async def confirm_help_on_paper(self, info: Info[Context, None], id: strawberry.ID) -> types.HelpOnPaper:  # noqa: A002
        """Hold what another officer wrote down against the sheet; the helper may act from now on. Needs `members.admit`."""
        await info.context.perform(helping.confirm_help_on_paper, paper_id=ids.decode(types.HELP_PAPER, id))
        return types.HelpOnPaper(id=id)

    @mutation()
    async def act_for(self, info: Info[Context, None], person_id: strawberry.ID | None = None) -> types.Done:
        """Act for a member who agreed, from the next request on; null: for oneself again."""
        whom = ids.decode(types.PERSON, person_id) if person_id is not None else None
        await info.context.perform(helping.act_for, person_id=whom)
        return types.Done()


def _party(info: Info[Context, None]) -> Party:
    party: Party = info.context.services.port(Party)
    return party
