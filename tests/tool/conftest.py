# SPDX-License-Identifier: MIT OR Apache-2.0
import os
from pathlib import Path

import pytest

from command import KSYM
from machines import run


def pytest_sessionstart(session):
    if not KSYM.exists():
        pytest.exit(f"{KSYM} is not built; run `make build/ksym`", 2)


@pytest.fixture(name="faults", scope="session")
def _faults(tmp_path_factory):
    """Gives the environment that makes a call fail, as described in faults.c."""
    shim = tmp_path_factory.mktemp("shim") / "faults.so"
    run("gcc", "-shared", "-fPIC", "-Wall", "-Werror", "-o", shim,
        Path(__file__).with_name("faults.c"), "-ldl")
    return lambda fault, **more: {**os.environ, "LD_PRELOAD": str(shim), "KSYM_FAULT": fault,
                                  **more}
