"""Logs tell what went wrong and where, never what somebody typed."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
import structlog
from minga_infra.logs import set_up_logs

set_up_logs(sys.argv[1])

def sign_in(password):
    token = {"token": "canary-token-31f0"}
    raise ValueError("no such person")

try:
    sign_in("-".join(("canary", "password")))
except ValueError:
    structlog.get_logger().exception("failed", reference="abc")
"""


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_shows_no_variables(form: str) -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, form], capture_output=True, text=True, check=True)
    told = done.stdout + done.stderr
    assert "no such person" in told
    assert "sign_in" in told
    assert "reference" in told
    assert "canary-token" not in told
    assert "canary-password" not in told
