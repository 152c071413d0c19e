"""What membership refuses, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class TooBusy(Refusal):
    """Too many passwords are being checked at this moment; the same wish works again in `retry_seconds`."""

    retry_seconds: int = 2


@dataclass
class WayBackNeeded(Refusal):
    """An account needs one way to be reached or recovered: mail, phone, or a printed recovery card."""


@dataclass
class PasswordTooShort(Refusal):
    """A password needs `minimum` characters; `minimum_with_passkey` are enough for whoever also uses a passkey."""

    minimum: int
    minimum_with_passkey: int


@dataclass
class PasswordTooCommon(Refusal):
    """The password is one that many people use, or the person's own name or address."""


@dataclass
class AddressTaken(Refusal):
    """This address was proven by another account. Only whoever reads its messages gets to hear this."""


@dataclass
class ProofGone(Refusal):
    """The link, code or challenge was used, has run out, or never was."""


@dataclass
class PasskeyNotAccepted(Refusal):
    """The device's answer does not fit the question; a new question may be asked at once."""


@dataclass
class PasskeyNeeded(Refusal):
    """The last passkey cannot go while a short password leans on it; a longer password first."""

    minimum: int


@dataclass
class LastOfficer(Refusal):
    """A co-op always has one officer: another one must be named first."""


@dataclass
class HasRole(Refusal):
    """The agent holds this office already."""

    role: str


@dataclass
class IsMember(Refusal):
    """The agent is a member of this class already."""

    class_key: str


@dataclass
class TooManyDevices(Refusal):
    """No more passkeys, addresses or helpers than `maximum`."""

    maximum: int
