"""What the API tells about people."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID

import strawberry

from minga_platform.kernel import ids
from minga_platform.membership import queries
from minga_platform.membership.commands.recovery import PrintedCard as CardOnPaper

HELP_PAPER = "helppaper"

PERSON, SESSION, ADDRESS, PASSKEY, AGENT, MEMBERSHIP, OFFICE, AGREEMENT = (
    "person", "session", "address", "passkey", "agent", "membership", "office", "agreement",
)  # fmt: skip


def outside(prefix: str, value: UUID) -> strawberry.ID:
    """An id as the API tells it."""
    return strawberry.ID(ids.encode(prefix, value))


@strawberry.type(description="The person who asks, as she sees herself.")
class Me:
    id: strawberry.ID = strawberry.field(description="Her id, `person_…`.")
    name: str = strawberry.field(description="What she is called.")
    language: str = strawberry.field(description="The language her letters come in.")
    is_helped: bool = strawberry.field(description="Whether a helper acts for her in this session.")


@strawberry.type(
    name="ContactAddress",
    description="A way to be reached, or the number of a printed card; each is a name to sign in with.",
)
class Address:
    id: strawberry.ID = strawberry.field(description="Its id, `address_…`.")
    kind: str = strawberry.field(description="`mail`, `phone` or `card`.")
    value: str = strawberry.field(description="As it is written.")
    proven_at: datetime | None = strawberry.field(description="When its owner showed that it is hers; null until then.")


@strawberry.type(description="One device that is signed in.")
class Session:
    id: strawberry.ID = strawberry.field(description="Its id, `session_…`.")
    device: str = strawberry.field(description="What the device said of itself.")
    created_at: datetime = strawberry.field(description="When it signed in.")
    seen_at: datetime = strawberry.field(description="When it was last in use, within an hour.")
    is_this: bool = strawberry.field(description="Whether it is the one that asks.")


@strawberry.type(description="A passkey.")
class Passkey:
    id: strawberry.ID = strawberry.field(description="Its id, `passkey_…`.")
    label: str = strawberry.field(description="What its owner calls it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    used_at: datetime | None = strawberry.field(description="When it last signed in.")


@strawberry.type(description="How the asker signs in and can be reached. For herself only, never for a helper.")
class Account:
    addresses: list[Address] = strawberry.field(description="Mail, phone, and the card's number.")
    sessions: list[Session] = strawberry.field(description="Devices that are signed in, the one in hand first.")
    passkeys: list[Passkey] = strawberry.field(description="Her passkeys.")
    has_password: bool = strawberry.field(description="Whether there is a password.")
    has_card: bool = strawberry.field(description="Whether a recovery card is valid.")
    proven_until: datetime | None = strawberry.field(
        description="Until when this session may do what asks for step-up; null when she has to confirm first."
    )


@strawberry.type(description="What the asker is in this co-op.")
class Standing:
    agent_id: strawberry.ID = strawberry.field(description="Who she is here, `agent_…`.")
    roles: list[str] = strawberry.field(description="Her offices: coordinator, treasurer, officer, auditor.")
    classes: list[str] = strawberry.field(description="The classes that she is a member of, by key.")
    capabilities: list[str] = strawberry.field(description="What she may do here, her own stalls' doings aside.")


@strawberry.type(description="A class of members, with rights of its own.")
class MembershipClass:
    key: str = strawberry.field(description="Its name for programs: worker, producer …")
    name: str = strawberry.field(description="Its name in the reader's language.")
    is_open: bool = strawberry.field(description="Whether anybody may join it without being admitted.")


@strawberry.type(description="An office and who holds it.")
class Office:
    id: strawberry.ID = strawberry.field(description="Its id, `office_…`.")
    agent_id: strawberry.ID = strawberry.field(description="Who holds it, `agent_…`.")
    agent_name: str = strawberry.field(description="Her name here.")
    role: str = strawberry.field(description="coordinator, treasurer, officer or auditor.")
    granted_at: datetime = strawberry.field(description="Since when.")
    until: datetime | None = strawberry.field(description="Until when; null: until somebody ends it.")


@strawberry.type(description="A member, as the register has her.")
class Member:
    agent_id: strawberry.ID = strawberry.field(description="Who she is here, `agent_…`.")
    name: str = strawberry.field(description="Her name here.")
    classes: list[str] = strawberry.field(description="Her classes, by key.")
    roles: list[str] = strawberry.field(description="Her offices.")
    joined_at: datetime = strawberry.field(description="When she first joined.")


@strawberry.type(description="Somebody made up for the demonstration, whom anybody may be there.")
class DemoPerson:
    id: strawberry.ID = strawberry.field(description="Her id, `person_…`.")
    name: str = strawberry.field(description="What she is called.")
    title: str = strawberry.field(description="What she is, in the reader's language.")
    cooperative_slug: str | None = strawberry.field(description="The co-op where she is that.")


@strawberry.type(description="A recovery card: to be printed, shown this once.")
class PrintedCard:
    number: str = strawberry.field(description="Its number, which is a name to sign in with.")
    secret: str = strawberry.field(description="Its secret, which signs in once.")


def present_card(card: CardOnPaper) -> PrintedCard:
    """A card as the API tells it."""
    return PrintedCard(number=card.number, secret=card.secret)


def present_address(address: queries.Address) -> Address:
    """An address as the API tells it."""
    return Address(id=outside(ADDRESS, address.id), kind=address.kind, value=address.value, proven_at=address.proven_at)


def present_session(session: queries.Session) -> Session:
    """A device as the API tells it."""
    return Session(
        id=outside(SESSION, session.id),
        device=session.device,
        created_at=session.created_at,
        seen_at=session.seen_at,
        is_this=session.is_this,
    )


def present_passkey(passkey: queries.Credential) -> Passkey:
    """A passkey as the API tells it."""
    return Passkey(
        id=outside(PASSKEY, passkey.id), label=passkey.label, created_at=passkey.created_at, used_at=passkey.used_at
    )


# What came of a wish ------------------------------------------------------------------------------------------------


@strawberry.type(description="Signed in. The token opens the session and is not shown again: keep it secret.")
class SignedIn:
    token: str = strawberry.field(description="For `Authorization: Bearer`, or for the cookie of a page.")


@strawberry.type(description="An account was made and is signed in.")
class SignedUp:
    token: str = strawberry.field(description="For `Authorization: Bearer`, or for the cookie of a page.")
    card: PrintedCard | None = strawberry.field(description="The recovery card, when one was asked for.")


@strawberry.type(description="Signed in by card, which is now void; here is the next one.")
class CardUsed:
    token: str = strawberry.field(description="For `Authorization: Bearer`, or for the cookie of a page.")
    card: PrintedCard = strawberry.field(description="The card that replaces the used one.")


@strawberry.type(description="The name or the secret is not right; which of them is not said. The attempt was counted.")
class SignInFailed:
    message: str = strawberry.field(description="The same in the reader's language.")


@strawberry.type(description="The password is right but short: a passkey is asked for next, within five minutes.")
class SecondFactorNeeded:
    token: str = strawberry.field(description="Give it to `signInWithPasskey` as `secondFactor`.")


@strawberry.type(description="It was not the right one. The attempt was counted.")
class WrongSecret:
    message: str = strawberry.field(description="The same in the reader's language.")


@strawberry.type(description="Done.")
class Done:
    done: bool = strawberry.field(description="Always true.", default=True)


@strawberry.type(description="A question to a passkey, for five minutes and one answer.")
class PasskeyQuestion:
    options: str = strawberry.field(description="JSON for `navigator.credentials.create` or `get`.")


@strawberry.type(description="A letter is on its way, if there is an account with this proven address.")
class LetterAsked:
    done: bool = strawberry.field(description="Always true: whether there is an account is not said.", default=True)


@strawberry.type(description="A new address, unproven until its letter is answered.")
class AddressAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `address_…`.")


@strawberry.type(description="A passkey was added.")
class PasskeyAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `passkey_…`.")


@strawberry.type(description="Joined the co-op in a class.")
class Joined:
    id: strawberry.ID = strawberry.field(description="The membership's id, `membership_…`.")


@strawberry.type(description="Somebody holds an office from now on.")
class RoleGranted:
    id: strawberry.ID = strawberry.field(description="The office's id, `office_…`.")


@strawberry.type(description="Somebody may act for the asker, by her own name.")
class HelpAgreed:
    id: strawberry.ID = strawberry.field(description="The agreement's id, `agreement_…`.")


@strawberry.enum(
    description="What a member lets a helper do for her. Votes, credentials, bank and letters are in none of them."
)
class HelpScope(Enum):
    LISTS = strawberry.enum_value("lists", description="Her lists of goods: products, prices, stock, pictures.")
    ORDERS = strawberry.enum_value("orders", description="Her orders, and those that her stall prepares.")
    LOGS = strawberry.enum_value("logs", description="Her work, work days and bookings.")


@strawberry.type(description="Somebody may act for somebody else.")
class HelpAgreement:
    id: strawberry.ID = strawberry.field(description="Its id, `agreement_…`.")
    is_mine: bool = strawberry.field(description="Whether the asker is the one who is helped.")
    person_id: strawberry.ID = strawberry.field(description="Who is helped, `person_…`: what `actFor` takes.")
    person_name: str = strawberry.field(description="Her name.")
    helper_name: str = strawberry.field(description="Who helps.")
    scopes: list[HelpScope] = strawberry.field(description="With what.")
    given_at: datetime = strawberry.field(description="Since when.")
    ends_at: datetime | None = strawberry.field(description="Until when; null: until one of the two ends it.")
    on_paper: bool = strawberry.field(description="Whether she agreed on paper, before two officers.")


@strawberry.type(description="What a helper did for a member, under both names.")
class HelpedDeed:
    id: strawberry.ID = strawberry.field(description="Its id, `deed_…`.")
    person_name: str = strawberry.field(description="For whom.")
    helper_name: str = strawberry.field(description="By whom.")
    deed: str = strawberry.field(description="What: the name of the command, `place_order`.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A sheet that a member signed, as an officer wrote it down.")
class SignedHelp:
    id: strawberry.ID = strawberry.field(description="Its id, `helppaper_…`.")
    person_name: str = strawberry.field(description="Who signed.")
    helper_name: str = strawberry.field(description="Who may act for her.")
    scopes: list[HelpScope] = strawberry.field(description="With what.")
    signed_on: date = strawberry.field(description="When she signed.")
    ends_at: datetime = strawberry.field(description="Until when.")
    entered_by: str = strawberry.field(description="Which officer wrote it down.")
    is_mine: bool = strawberry.field(description="Whether that is the asker, so that somebody else confirms it.")


@strawberry.type(description="A signed sheet was written down or confirmed.")
class HelpOnPaper:
    id: strawberry.ID = strawberry.field(description="Its id, `helppaper_…`.")
