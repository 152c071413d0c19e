"""Letters about accounts: what proves an address, what signs in, what makes an officer."""

from typing import NamedTuple

from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say


class Written(NamedTuple):
    """A letter in its language."""

    subject: str
    text: str


_SUBJECTS = {
    "address": mark("Is this your address?"),
    "sign_in_link": mark("Your link to sign in"),
    "step_up": mark("Your code"),
}
_OFFICE = mark("You are to be the first officer of %(name)s")
_PATHS = {"address": "/prove", "sign_in_link": "/sign-in/open", "step_up": ""}


def write(*, purpose: str, by_phone: bool, name: str, language: str, base: str, token: str, code: str) -> Written:
    """Write a letter of `purpose`; a text message is kept short. `base`: our address without a slash at its end."""
    text = render_text(
        "membership/letter_short.txt" if by_phone else "membership/letter.txt",
        language=language,
        purpose=purpose,
        name=name,
        link=f"{base}/{language}{_PATHS[purpose]}?token={token}",
        code=f"{code[:4]} {code[4:]}",
    )
    return Written(say(language, _SUBJECTS[purpose]), text.strip() + "\n")


def write_office(*, cooperative: str, language: str, link: str) -> Written:
    """Write the letter with the link that makes its reader the first officer of a co-op."""
    text = render_text("membership/office_letter.txt", language=language, name=cooperative, link=link)
    return Written(say(language, _OFFICE, name=cooperative), text.strip() + "\n")
