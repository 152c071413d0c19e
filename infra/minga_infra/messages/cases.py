"""Letters about grievances: written by the pages' room, with addresses as this installation has them."""

from minga_frontend.grievances.letters import write
from minga_platform.governance.grievances.ports import CaseLetter
from minga_platform.governance.proposals.ports import Written
from minga_platform.kernel import ids


class LettersOfCases:
    """Fills `CaseLetterWriter`. `public_url`: where people reach this installation."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")

    def __call__(self, letter: CaseLetter, /) -> Written:
        """As the port says."""
        page = "grievances" if letter.purpose == "waiting" else f"grievances/{ids.encode('griev', letter.grievance_id)}"
        if letter.election_id is not None:
            page = f"ballots/{ids.encode('elec', letter.election_id)}"
        done = write(
            letter.purpose,
            ended=letter.ended,
            due_at=letter.due_at,
            language=letter.language,
            zone=letter.zone,
            cooperative=letter.cooperative,
            name=letter.name,
            page=f"{self._public_url}/{letter.language}/c/{letter.slug}/{page}",
            by_phone=letter.by_phone,
        )
        return Written(done.subject, done.text)
