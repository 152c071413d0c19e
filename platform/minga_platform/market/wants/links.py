"""The address by which a visitor ends her wish: whoever holds it holds the wish."""

from uuid import UUID

from minga_platform.kernel.keyring import Keyring

_PURPOSE = "want link"


def end_token(keyring: Keyring, cooperative_id: UUID, want_id: UUID) -> str:
    """The same each time, kept nowhere."""
    return keyring.token(_PURPOSE, f"{cooperative_id}:{want_id}")


def ends(keyring: Keyring, cooperative_id: UUID, want_id: UUID, token: str) -> bool:
    """Whether the token ends this wish."""
    return keyring.is_token(_PURPOSE, f"{cooperative_id}:{want_id}", token)
