# SPDX-License-Identifier: MIT OR Apache-2.0
"""What kernel.ld asserts, by links that it must refuse; who calls whom; and who uses the
scratch registers."""

import graphlib
import re
import subprocess

import pytest

# A change of the preprocessed script, and the assertion that it breaks.
CHANGES = {
    "a_small_stack": (r"\. \+= 0x\w+ - 0x\w+;", ". += 0x1000;", "the stack must have room"),
    "a_stack_off_the_alignment": (
        r"__boot_core_stack_phys_end = (0x\w+);", r"__boot_core_stack_phys_end = \1 - 8;",
        "the stack must be aligned for sp"),
    "vectors_off_the_alignment": (
        r"(?=KEEP\(\*boot\.S\.o)", "BYTE(0) ", "_start must be the first byte"),
}


def objects(folder):
    """What the kernel is linked from."""
    return [path for path in (folder / "obj").rglob("*.o")
            if not {"tests", "property"} & set(path.relative_to(folder / "obj").parts)]


def part(path):
    """The part of the kernel that an object is of: `time` of time.c.o in any folder."""
    return path.name.split(".")[0]


def parts_that_use(folder):
    """For each part of the kernel, the parts whose functions or data it uses."""
    defined, used = {}, {}
    for path in objects(folder):
        listing = subprocess.run(["aarch64-linux-gnu-nm", path], capture_output=True, text=True,
                                 check=True).stdout
        for kind, name in re.findall(r" (\w) (\w+)$", listing, re.M):
            if kind in "Uw":
                used.setdefault(part(path), set()).add(name)
            elif kind.isupper():
                defined[name] = part(path)
    return {user: {defined[name] for name in names if name in defined} - {user}
            for user, names in used.items()}


def link(folder, tmp_path, pattern, replacement):
    text = (folder / "kernel.ld").read_text()
    changed, count = re.subn(pattern, replacement, text)
    assert count == 1
    script = tmp_path / "kernel.ld"
    script.write_text(changed)
    return subprocess.run(["aarch64-linux-gnu-ld", "-z", "max-page-size=65536", "-T", script,
                           "-o", tmp_path / "kernel", *objects(folder)],
                          capture_output=True, text=True)


def test_the_script_links_as_it_is(folder, tmp_path):
    result = link(folder, tmp_path, r"ENTRY\(_start\)", "ENTRY(_start)")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", CHANGES)
def test_a_layout_that_the_vectors_cannot_bear_is_refused(folder, tmp_path, name):
    pattern, replacement, message = CHANGES[name]
    result = link(folder, tmp_path, pattern, replacement)
    assert result.returncode != 0
    assert message in result.stderr


def test_only_the_vectors_use_the_scratch_registers(folder):
    """Of the thread IDs that EL1 and EL0 have: TPIDR_EL1 is _start's before that."""
    text = subprocess.run(["aarch64-linux-gnu-objdump", "-d", folder / "kernel"],
                          capture_output=True, text=True, check=True).stdout
    users = set()
    for name, body in re.findall(r"^\w{16} <(.+)>:\n((?:.+\n)+)", text, re.M):
        if re.search(r"\btpidr(ro)?_el[01]\b", body):
            users.add(name)
    vectors = {name for name in users if name.startswith("vector_")} | {"exception_vectors"}
    assert users - vectors == {"exception_enter", "_start", "boot_report_exception"}


def test_no_two_parts_of_the_kernel_need_each_other(folder):
    order = list(graphlib.TopologicalSorter(parts_that_use(folder)).static_order())
    crash_path = ["cpu", "console", "print", "backtrace", "panic", "exception"]
    assert sorted(crash_path, key=order.index) == crash_path
