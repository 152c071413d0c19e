"""What comes round by itself: claims that run out."""

from minga_commons.attestation.commands import claims
from minga_platform.kernel.jobs import Desk, Sweep


async def _expire(desk: Desk) -> None:
    await desk.run(claims.expire)


SWEEPS = (Sweep("attestation.expire", 300.0, _expire),)
