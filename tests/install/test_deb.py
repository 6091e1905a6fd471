# SPDX-License-Identifier: MIT OR Apache-2.0
"""make deb: what is in the package, and what lintian says of it."""
import re

import pytest

from installed import files, make, run
from test_install import VERSION


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deb")
    make("deb", f"DEB={folder}")
    return folder


@pytest.fixture(name="package")
def _package(folder):
    (path,) = folder.glob("ksym_*.deb")
    return path


def test_its_name_and_needs(package):
    machine = run("dpkg", "--print-architecture").strip()
    assert package.name == f"ksym_{VERSION}_{machine}.deb"
    needs = run("dpkg-deb", "-f", package, "Depends")
    assert set(re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", "", needs))) \
        >= {"libc6", "libelf1", "libjansson4"}


def test_it_has_what_is_installed(package, installed, tmp_path):
    run("dpkg-deb", "-x", package, tmp_path)
    triplet = run("gcc", "-print-multiarch").strip()
    moved = {"share/zsh/site-functions/": "share/zsh/vendor-completions/",
             "lib/": f"lib/{triplet}/"}
    expected = {"share/doc/ksym/changelog", "share/doc/ksym/copyright"}
    for name in files(installed.usr):
        for old, new in moved.items():
            if name.startswith(old):
                name = new + name.removeprefix(old)
        if not name.startswith("share/doc/ksym/LICENSE"):
            expected.add(name)
    assert {name.removesuffix(".gz") for name in files(tmp_path / "usr")} == expected
    assert run(tmp_path / "usr/bin/ksym", "--version").splitlines()[0] == f"ksym {VERSION}"


def test_lintian_has_nothing_to_say(folder):
    (changes,) = folder.glob("*.changes")
    assert run("lintian", "--info", "--display-info", "--fail-on", "error,warning",
               "--allow-root", changes) == ""
