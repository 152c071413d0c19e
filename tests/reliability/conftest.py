"""Storms are logged as an installation logs them: a traceback drawn for a terminal takes a tenth of a second, which would be
measured as if it were ours."""

from collections.abc import Iterator

import pytest
import structlog

from minga_infra.logs import set_up_logs


@pytest.fixture(scope="package", autouse=True)
def _plain_logs() -> Iterator[None]:
    set_up_logs("console")
    yield
    structlog.reset_defaults()
