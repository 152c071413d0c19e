"""Letters about assemblies: written by the pages' room, with addresses as this installation has them."""

from minga_frontend.assemblies.letters import write
from minga_platform.governance.assemblies.ports import AssemblyLetter
from minga_platform.governance.proposals.ports import Written
from minga_platform.kernel import ids


class AssemblyLetters:
    """Fills `AssemblyLetterWriter`. `public_url`: where people reach this installation."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")

    def __call__(self, letter: AssemblyLetter, /) -> Written:
        """As the port says."""
        meeting = ids.encode("meet", letter.assembly_id)
        done = write(
            letter.purpose,
            language=letter.language,
            zone=letter.zone,
            cooperative=letter.cooperative,
            name=letter.name,
            number=letter.number,
            title=letter.title,
            place=letter.place,
            begins_at=letter.begins_at,
            ends_at=letter.ends_at,
            offers=letter.offers,
            because=letter.because,
            page=f"{self._public_url}/{letter.language}/c/{letter.slug}/assemblies/{meeting}",
            by_phone=letter.by_phone,
        )
        return Written(done.subject, done.text)
