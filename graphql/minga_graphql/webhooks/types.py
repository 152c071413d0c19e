"""A member's program that listens, and how each telling went."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds

WEBHOOK, DELIVERY, MESSAGE, STALL = "whk", "whd", "whm", "stall"


@strawberry.enum(description="Whether a program is told anything.")
class WebhookState(Enum):
    ACTIVE = strawberry.enum_value("active", description="It is told what happens.")
    STOPPED = strawberry.enum_value(
        "stopped", description="It said nothing for days, or may hear no more; what waits is kept."
    )


@strawberry.enum(description="Why nothing is sent any more.")
class WebhookStop(Enum):
    SILENT = strawberry.enum_value("silent", description="For more than three days no try succeeded.")
    GONE = strawberry.enum_value("gone", description="It answered 410: it is gone.")
    RIGHT_LOST = strawberry.enum_value("right_lost", description="Its keeper may no longer hear of this.")


@strawberry.type(description="A kind of message.")
class WebhookKind:
    name: str = strawberry.field(description="Its name: `order.placed`.")
    for_members: bool = strawberry.field(description="Whether any member may listen.")
    for_stalls: bool = strawberry.field(description="Whether the program of a stall hears it, of what is its own.")


@strawberry.type(description="A program of the asker's that is told what happens.")
class Webhook:
    id: strawberry.ID = strawberry.field(description="Its id, `whk_…`.")
    name: str = strawberry.field(description="What its keeper calls it.")
    url: str = strawberry.field(description="Where it listens.")
    kinds: list[str] = strawberry.field(description="The kinds of message that it hears.", metadata=bounds(size=20))
    stall_id: strawberry.ID | None = strawberry.field(
        description="The stall whose orders it hears of; null: the co-op's."
    )
    stall_name: str | None = strawberry.field(description="That stall's name.")
    state: WebhookState = strawberry.field(description="Whether it is told anything.")
    stopped_because: WebhookStop | None = strawberry.field(description="Why nothing is sent any more.")
    waiting: int = strawberry.field(description="How many messages wait for it.")
    created_at: datetime = strawberry.field(description="Since when it listens.")


@strawberry.type(description="One try to tell a program.")
class WebhookTry:
    at: datetime = strawberry.field(description="When.")
    status: int | None = strawberry.field(description="The status of its answer; null: none came.")
    problem: str = strawberry.field(description="What was wrong: `status`, `too_slow`, `not_public` …; empty: nothing.")
    milliseconds: int = strawberry.field(description="How long it took.")
    answer: str = strawberry.field(description="The beginning of its answer.")


@strawberry.type(description="One message for a program.")
class WebhookDelivery:
    id: strawberry.ID = strawberry.field(description="Its id, `whd_…`.")
    message_id: strawberry.ID = strawberry.field(description="The message's id, `whm_…`: its `webhook-id`.")
    kind: str = strawberry.field(description="What happened: `order.placed`.")
    subject: str = strawberry.field(description="The id of what it is about.")
    sequence: int = strawberry.field(description="The how manyth message about that, from 1.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    delivered_at: datetime | None = strawberry.field(description="When the program took it; null: it waits.")
    next_at: datetime | None = strawberry.field(description="When it is tried next; null: it was taken.")
    attempts: int = strawberry.field(description="How often it was tried.")
    body: str = strawberry.field(description="What the program reads, as JSON.")
    tries: list[WebhookTry] = strawberry.field(
        description="The last tries, newest first; at most twelve.", metadata=bounds(size=12)
    )


@strawberry.type(description="A program listens. The secret is told this once.")
class WebhookAdded:
    id: strawberry.ID = strawberry.field(description="Its id, `whk_…`.")
    secret: str = strawberry.field(description="What signs each message: `whsec_…`.")


@strawberry.type(description="A program was changed.")
class WebhookChanged:
    id: strawberry.ID = strawberry.field(description="Its id, `whk_…`.")


@strawberry.type(description="Messages will be sent again.")
class WebhookReplayed:
    count: int = strawberry.field(description="How many.")
