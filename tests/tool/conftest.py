# SPDX-License-Identifier: MIT OR Apache-2.0
import pytest

from command import KSYM


def pytest_sessionstart(session):
    if not KSYM.exists():
        pytest.exit(f"{KSYM} is not built; run `make build/ksym`", 2)
