"""One street for all modules of this folder: a server, a browser, three stalls."""

import os
from collections.abc import Iterator

import pytest

from minga_testing.clusters import Server
from minga_testing.street import Street, open_street


@pytest.fixture(scope="package")
def street(cluster: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A database of its own: the worker inside the server would do other tests' work in theirs."""
    name = f"browser_street_{os.getpid()}"
    with open_street(cluster.copy(template, name), tmp_path_factory.mktemp("street")) as opened:
        yield opened
    cluster.drop(name)
