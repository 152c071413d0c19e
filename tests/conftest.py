"""Here and not in the plugin, because a conftest's fixture wins over anyio's own of the same name."""

from minga_testing.plugin import anyio_backend as anyio_backend  # noqa: PLC0414
