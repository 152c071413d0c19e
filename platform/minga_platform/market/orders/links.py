"""The address by which somebody without an account follows her order: whoever holds the letter holds the order."""

from uuid import UUID

from minga_platform.kernel.keyring import Keyring

_PURPOSE = "order link"


def follow_token(keyring: Keyring, cooperative_id: UUID, order_id: UUID) -> str:
    """The token in the link of an order; the same each time, kept nowhere."""
    return keyring.token(_PURPOSE, f"{cooperative_id}:{order_id}")


def follows(keyring: Keyring, cooperative_id: UUID, order_id: UUID, token: str) -> bool:
    """Whether the token opens this order."""
    return keyring.is_token(_PURPOSE, f"{cooperative_id}:{order_id}", token)
