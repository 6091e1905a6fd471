# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import pathlib

import pytest
from boards import FOLDERS

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    """The build folder; its kernels come from `make kernel-tests`."""
    return pathlib.Path(os.environ.get("BUILD", ROOT / "build"))


@pytest.fixture(scope="session", params=FOLDERS)
def folder(build, request):
    return build / "kernel" / request.param


@pytest.fixture(scope="session")
def board(folder):
    return FOLDERS[folder.name]


@pytest.fixture(scope="session")
def sanitized(build):
    return build / "kernel" / "rpi3-undefined"


@pytest.fixture(scope="session")
def flat(build):
    """The Raspberry Pi 3's kernels with flat tables."""
    return build / "kernel/rpi3-flat"


@pytest.fixture(scope="session", params=["rpi3", "qemu_virt"])
def compact(build, request):
    """A folder with a board's name."""
    return build / "kernel" / request.param
