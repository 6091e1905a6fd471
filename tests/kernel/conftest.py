# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    """The build folder; its kernels come from `make kernel-tests`."""
    return pathlib.Path(os.environ.get("BUILD", ROOT / "build"))


# The folders of the kernels, by the format of their tables.
FOLDERS = {"compact": "rpi3", "flat": "rpi3-flat"}


@pytest.fixture(scope="session", params=FOLDERS)
def symbols(request):
    """The format of the tables in the kernels that a test is run on."""
    return request.param


@pytest.fixture(scope="session")
def folder(build, symbols):
    return build / "kernel" / FOLDERS[symbols]


@pytest.fixture(scope="session")
def sanitized(build):
    return build / "kernel" / "rpi3-undefined"


@pytest.fixture(scope="session")
def flat(build):
    return build / "kernel" / FOLDERS["flat"]


@pytest.fixture(scope="session")
def compact(build):
    return build / "kernel" / FOLDERS["compact"]
