"""Mail by SMTP: `smtp://user:password@host:port` (STARTTLS when the server offers it) or `smtps://` (TLS from the start)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from minga_platform.kernel.messages import Message

_SECONDS = 20.0


class SmtpMessages:
    """Hands each mail to the server that the settings name."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("the address of the mail server looks like smtp://user:password@host:port")
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    async def send(self, message: Message) -> None:
        """Raises what the server says; a refused recipient is tried again, since greylisting looks the same."""
        import aiosmtplib

        await aiosmtplib.send(
            mail_of(message, self._sender),
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            # None upgrades when the server can. A password is never sent over an open line.
            start_tls=False if self._tls else (True if self._user else None),
            timeout=_SECONDS,
        )


def mail_of(message: Message, sender: str) -> EmailMessage:
    """The mail itself. Headers are built by the library, which refuses line breaks in them."""
    mail = EmailMessage(policy=SMTP)
    local, _, domain = message.to.rpartition("@")
    mail["From"] = sender
    mail["To"] = Address(username=local, domain=domain)
    mail["Subject"] = " ".join(message.subject.split())
    # The same message keeps its name, so that a repeat is shown once by mail programs that know it.
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2].strip('>')}>"
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail
