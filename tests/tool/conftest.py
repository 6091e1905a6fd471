# SPDX-License-Identifier: MIT OR Apache-2.0
import os
import subprocess
from pathlib import Path

import pytest

from command import KSYM, ROOT
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


@pytest.fixture(name="dwarf_rows", scope="session")
def _dwarf_rows(tmp_path_factory):
    """The program of dwarf_rows.c, which prints what tool/dwarf reads."""
    program = tmp_path_factory.mktemp("dwarf") / "dwarf_rows"
    run("gcc", "-std=c11", "-g", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror",
        f"-I{ROOT}/tool", "-o", program, Path(__file__).with_name("dwarf_rows.c"),
        ROOT / "build" / "libksym-tool.a", "-ldw", "-lelf")
    return program


@pytest.fixture(name="rows", scope="session")
def _rows(dwarf_rows):
    """Runs dwarf_rows, which is to say SAID; returns its lines without addresses."""
    def read(*args, status=0, said=None):
        words = [hex(a) if isinstance(a, int) else a for a in args]
        done = subprocess.run([dwarf_rows, *words], capture_output=True, text=True, timeout=20,
                              check=False)
        assert done.returncode == status, done
        if said is None:
            assert done.stderr == ""
        else:
            assert said in done.stderr, done.stderr
        return [line.split(" ", 1)[1] for line in done.stdout.splitlines()]
    return read
