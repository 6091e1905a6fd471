# SPDX-License-Identifier: MIT OR Apache-2.0
import pytest

from programs import BUILD


def pytest_sessionstart(session):
    if not (BUILD / "tests/lib").exists():
        pytest.exit("the library's test programs are not built; run `make lib-tests`", 2)
