"""Which carrier takes a message: by its channel, as the settings have it."""

from collections.abc import Mapping

from minga_infra.messages.folder import FolderMessages
from minga_infra.messages.gateway import GatewayMessages
from minga_infra.messages.smtp import SmtpMessages
from minga_infra.settings import Settings
from minga_platform.kernel.messages import Channel, Message, Messages


class Carriers:
    """One carrier per channel."""

    def __init__(self, by_channel: Mapping[Channel, Messages]) -> None:
        self._by_channel = by_channel

    async def send(self, message: Message) -> None:
        """By the channel's carrier."""
        await self._by_channel[message.channel].send(message)


def folder_of(settings: Settings) -> FolderMessages:
    """Where messages lie that nobody carries further."""
    return FolderMessages(settings.data / "messages")


def carriers(settings: Settings) -> Carriers:
    """Mail by SMTP and text messages by the gateway where these are set; else, and for paper, the folder."""
    folder = folder_of(settings)
    smtp, gateway = settings.smtp_url.get_secret_value(), settings.sms_url.get_secret_value()
    return Carriers(
        {
            "mail": SmtpMessages(smtp, settings.mail_from) if smtp else folder,
            "phone": GatewayMessages(gateway) if gateway else folder,
            "paper": folder,
        }
    )
