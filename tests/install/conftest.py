# SPDX-License-Identifier: MIT OR Apache-2.0
import pytest

from installed import Installed, make


@pytest.fixture(name="installed", scope="session")
def _installed(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    make("install", f"DESTDIR={root}", "PREFIX=/usr")
    return Installed(root, "usr")


@pytest.fixture(name="prefixed", scope="session")
def _prefixed(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("prefix")
    make("install", f"PREFIX={prefix}")
    return Installed(prefix, "")
