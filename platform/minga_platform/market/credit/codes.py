"""A voucher's code: whoever bears it may spend it, so it is a secret; the database keeps its hash alone.

It is made from the voucher's id with a key of the installation: so the wish that issued it can be repeated, and answers with
the same code, though the code is written nowhere.
"""

import hmac
from base64 import b32encode
from hashlib import sha256
from uuid import UUID

from minga_platform.kernel.keyring import Keyring

_LENGTH = 16


def code_of(sealing: str, voucher_id: UUID) -> str:
    """`K7QD-…`: sixteen letters and digits, 80 bits, in fours."""
    letters = b32encode(hmac.digest(sealing.encode(), voucher_id.bytes, "sha256")).decode()[:_LENGTH]
    return "-".join(letters[place : place + 4] for place in range(0, _LENGTH, 4))


def voucher_sealing(keyring: Keyring, cooperative_id: UUID) -> str:
    """The key that the codes of a co-op's vouchers are made with."""
    return keyring.token("voucher codes", str(cooperative_id))


def plain(text: str) -> str | None:
    """What somebody typed, as letters alone; None where that is no voucher's code."""
    letters = (
        "".join(one for one in text.upper() if one.isalnum()).replace("0", "O").replace("1", "I").replace("8", "B")
    )
    return letters if len(letters) == _LENGTH else None


def hash_of(code: str) -> bytes:
    """What is kept of a plain code."""
    return sha256(b"minga voucher\x1f" + code.replace("-", "").encode()).digest()
