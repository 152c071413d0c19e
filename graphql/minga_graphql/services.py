"""What the composition root hands to the door: the database and the ports that the API speaks to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from minga_graphql.paging import Cursors
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring


def _nobody_to_wake() -> None:
    """Without a worker inside this process, the next poll of another one finds the job."""


@dataclass(slots=True)
class Services:
    """Ports are filled by `minga_infra.main`; `ports` holds those of single features under the type they implement."""

    database: Database
    keyring: Keyring
    files: FileStore | None = None
    wake_worker: Callable[[], None] = _nobody_to_wake
    ports: dict[type, Any] = field(default_factory=dict)
    demo: bool = False
    cursors: Cursors = field(init=False)

    def __post_init__(self) -> None:
        self.cursors = Cursors(self.keyring)

    def port(self, kind: type) -> Any:
        """The adapter that fills a Protocol; a missing one is a mistake of the composition root."""
        return self.ports[kind]

    def desk(self, name: str, cooperative_id: UUID | None) -> Desk:
        """Where a flow that a request begins is done: the same steps that a worker would finish."""
        return Desk(self.database, self.ports, name, cooperative_id)
