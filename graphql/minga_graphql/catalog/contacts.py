"""Who answers for something: a name, a postal and an electronic address."""

from collections.abc import Mapping

import strawberry


@strawberry.type(description="Who answers for goods: what product safety law wants beside them.")
class Contact:
    name: str = strawberry.field(description="Name.")
    address: str = strawberry.field(description="Postal address.")
    mail: str = strawberry.field(description="Mail address.")


def contact_of(stored: Mapping[str, str] | None) -> Contact:
    """From the row."""
    told = stored or {}
    return Contact(name=told.get("name", ""), address=told.get("address", ""), mail=told.get("mail", ""))
