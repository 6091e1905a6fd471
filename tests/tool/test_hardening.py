# SPDX-License-Identifier: MIT OR Apache-2.0
"""The build options of the command as readelf and nm see them, and builds that give the same
bytes at any place and time."""
import os
import re
import shutil
import subprocess

import pytest

from command import KSYM, ROOT
from machines import run

TTABLES = KSYM.with_name("ttables")


@pytest.fixture(name="program", params=[KSYM, TTABLES], ids=["ksym", "ttables"])
def _program(request):
    return request.param


def test_it_lies_anywhere(program):
    assert re.search(r"Type: +DYN \(Position-Independent Executable", run("readelf", "-hW", program))


def test_no_segment_is_writable_and_executable(program):
    segments = re.findall(r"^ +([A-Z_]+) +0x.* ([R ][W ][E ]) +0x", run("readelf", "-lW", program),
                          re.M)
    assert {"LOAD", "GNU_STACK", "GNU_RELRO"} <= {kind for kind, _ in segments}
    assert all(flags[1:] != "WE" for _, flags in segments)
    assert dict(segments)["GNU_STACK"] == "RW "


def test_what_the_loader_writes_is_read_only_afterwards(program):
    dynamic = run("readelf", "-dW", program)
    assert "BIND_NOW" in dynamic and re.search(r"FLAGS_1.* NOW", dynamic)


def test_buffers_are_watched(program):
    wanted = set(re.findall(r" U (\w+)", run("nm", "-D", program)))
    assert "__stack_chk_fail" in wanted
    assert {"__snprintf_chk", "__fprintf_chk"} & wanted


def build(folder, **more):
    """A copy of what git has, built there; the files that a user takes away."""
    names = run("git", "-C", ROOT, "ls-files", "-z").split("\0")[:-1]
    for name in names:
        if (name.startswith(("lib/", "tool/", "write/", "kernel/", "scripts/lib"))
                or name.endswith(("Makefile", ".mk"))):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
            os.utime(folder / name, (more.get("time", 0),) * 2)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "KSYM"))}
    subprocess.run(["make", "-C", folder, "-j2", "all", "kernel"], check=True, capture_output=True,
                   env={**environment, **more.get("env", {})}, timeout=300)
    return {name: (folder / "build" / name).read_bytes()
            for name in ("ksym", "libksym.a", "kernel/rpi3/kernel8.img",
                         "kernel/rpi3/kernel+ttables+symbols")}


def test_the_same_bytes_at_another_place_and_time(tmp_path):
    one = build(tmp_path / "one", time=10**9)
    other = build(tmp_path / "other/and-longer", time=1_700_000_000,
                  env={"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"})
    for name, data in one.items():
        assert data == other[name], name
