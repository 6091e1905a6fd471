# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    """The build folder; its kernels come from `make kernel-tests`."""
    return pathlib.Path(os.environ.get("BUILD", ROOT / "build"))


@pytest.fixture(scope="session")
def folder(build):
    return build / "kernel" / "rpi3"
