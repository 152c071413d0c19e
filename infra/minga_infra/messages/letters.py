"""Letters about accounts, written by the pages' own templates and handed to the carriers."""

from minga_frontend.membership.letters import write, write_office
from minga_platform.kernel import ids
from minga_platform.kernel.messages import Message, Messages
from minga_platform.membership.ports import Letter


class LettersByMessage:
    """Fills membership's port. Each sending is a message of its own, since its secrets are new each time."""

    def __init__(self, messages: Messages, public_url: str) -> None:
        self._messages = messages
        self._public_url = public_url.rstrip("/")

    async def send(self, letter: Letter) -> None:
        """Write it in the person's language and send it where the proof says."""
        by_phone = letter.channel == "phone"
        written = write(
            purpose=letter.purpose,
            by_phone=by_phone,
            name=letter.name,
            language=letter.language,
            base=self._public_url,
            token=letter.token,
            code=letter.code,
        )
        await self._messages.send(
            Message(
                ids.new(),
                "phone" if by_phone else "mail",
                letter.address,
                written.subject,
                written.text,
                letter.language,
            )
        )


async def send_office_letter(messages: Messages, *, to: str, cooperative: str, language: str, link: str) -> None:
    """Bring the first officer her link. Raises what the carrier says: whoever founds still has the link to give."""
    written = write_office(cooperative=cooperative, language=language, link=link)
    await messages.send(Message(ids.new(), "mail", to, written.subject, written.text, language))
