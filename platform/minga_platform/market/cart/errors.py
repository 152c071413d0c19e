"""Refusals of the cart."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class NotOffered(Refusal):
    """This is not for sale now: `reason` is `withdrawn`, `unpublished`, `stall_closed`, `not_in_cycle`, `not_agreed`
    or `no_legal_basis` (for its deposit)."""

    reason: str


@dataclass
class CartFull(Refusal):
    """A cart holds `limit` lines at most."""

    limit: int
