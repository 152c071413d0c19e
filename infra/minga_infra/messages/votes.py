"""Letters about votes: written by the pages' room, with addresses as this installation has them."""

from minga_frontend.proposals.letters import write
from minga_platform.governance.proposals.ports import NoticeLetter, Written
from minga_platform.kernel import ids


class VoteLetters:
    """Fills `LetterWriter`. `public_url`: where people reach this installation."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")

    def __call__(self, letter: NoticeLetter, /) -> Written:
        """As the port says."""
        home = f"{self._public_url}/{letter.language}/c/{letter.slug}"
        done = write(
            letter.purpose,
            language=letter.language,
            zone=letter.zone,
            cooperative=letter.cooperative,
            name=letter.name,
            number=letter.number,
            title=letter.title,
            opens_at=letter.opens_at,
            closes_at=letter.closes_at,
            page=f"{home}/proposals/{ids.encode('mot', letter.proposal_id)}",
            link=f"{home}/act?token={letter.token}" if letter.token else "",
            by_phone=letter.by_phone,
        )
        return Written(done.subject, done.text)
