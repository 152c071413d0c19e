"""A street for each module of this folder: a server, a browser, three stalls.

Not one for all of them: Playwright's own loop runs in the test's thread for as long as its browser is open, and no async
test of another folder could run beside it. (`package` would last for the whole session, since folders here are no packages.)
"""

import os
from collections.abc import Iterator

import pytest

from minga_testing.clusters import Server
from minga_testing.street import Street, open_street


@pytest.fixture(scope="module")
def street(cluster: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A database of its own: the worker inside the server would do other tests' work in theirs."""
    name = f"browser_street_{os.getpid()}"
    with open_street(cluster.copy(template, name), tmp_path_factory.mktemp("street")) as opened:
        yield opened
    cluster.drop(name)
