# SPDX-License-Identifier: MIT OR Apache-2.0
"""Output is written completely or not at all: after any failure the old file is unchanged."""
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from command import FLAT, KSYM, embedded, is_refusal, ksym, refuses, succeeds, write
from elf import Image, Symbol
from kernels import TEXT, kernel

ELF = kernel(Symbol("main", TEXT, 16))
LARGE = kernel(Symbol("main", TEXT, 16), text_size=100_000)


@pytest.fixture(name="target")
def _target(tmp_path):
    return write(tmp_path, ELF)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def is_done(path):
    return Image(path.read_bytes()).count()[0] > 0


# What becomes of the file

def test_it_is_replaced_not_rewritten(target):
    before = target.stat().st_ino
    with open(target, "rb") as still_open:
        succeeds("embed", *FLAT, target)
        assert still_open.read() == ELF.build()
    assert target.stat().st_ino != before
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("bits", [0o755, 0o640, 0o600, 0o777, 0o200 | 0o400 | 0o011])
def test_the_mode_is_kept(target, bits):
    target.chmod(bits)
    succeeds("embed", *FLAT, target, preexec_fn=lambda: os.umask(0o077))
    assert mode(target) == bits


@pytest.mark.parametrize("bits", [0o755, 0o600])
def test_the_mode_of_an_output_file_that_is_there_is_kept(target, bits):
    out = write(target.parent, b"old", "out")
    out.chmod(bits)
    succeeds("embed", *FLAT, target, "-o", out)
    assert mode(out) == bits


def test_an_executable_stays_executable_in_another_file(target):
    target.chmod(0o755)
    out = target.with_name("out")
    succeeds("embed", *FLAT, target, "-o", out)
    assert mode(out) & 0o111


@pytest.mark.parametrize("link_to", ["real/kernel", "absolute"])
def test_behind_a_symlink_the_file_is_replaced_and_the_link_stays(tmp_path, link_to):
    (tmp_path / "real").mkdir()
    real = write(tmp_path / "real", ELF)
    link = tmp_path / "link"
    link.symlink_to(real if link_to == "absolute" else link_to)
    second = tmp_path / "second"
    second.symlink_to("link")
    succeeds("embed", *FLAT, second)
    assert link.is_symlink() and second.is_symlink() and not real.is_symlink()
    assert is_done(real)
    assert list(real.parent.iterdir()) == [real]


def test_a_symlink_as_output_file(tmp_path, target):
    real = write(tmp_path, b"old", "real")
    link = tmp_path / "link"
    link.symlink_to("real")
    succeeds("embed", *FLAT, target, "-o", link)
    assert link.is_symlink() and is_done(real)


def test_a_symlink_to_a_file_that_is_not_there_yet(tmp_path, target):
    link = tmp_path / "link"
    link.symlink_to("new")
    result = ksym("embed", *FLAT, target, "-o", link)
    assert link.is_symlink()
    assert is_done(tmp_path / "new") if result.status == 0 else is_refusal(result, link)


def test_the_output_may_be_the_input(target):
    succeeds("embed", *FLAT, target, "-o", target)
    assert is_done(target)


def test_a_name_without_a_directory_is_a_file_here(target):
    succeeds("embed", *FLAT, "kernel", cwd=target.parent)
    assert is_done(target)


def test_a_name_as_long_as_names_may_be(tmp_path):
    assert is_done(embedded(tmp_path, ELF, name="n" * 255))


def test_a_path_that_leaves_no_room_for_a_temporary_files_name(tmp_path):
    """Paths have at most 4095 bytes; `/.ksym.XXXXXX` is longer than `/out`."""
    source, folder = write(tmp_path, ELF), tmp_path
    while (left := 4095 - len("/out") - len(os.fsencode(folder))) > 0:
        folder /= "d" * (min(left, 201) - 1 or 1)
    folder.mkdir(parents=True)
    assert len(os.fsencode(folder / "out")) in (4094, 4095)
    refuses("embed", *FLAT, source, "-o", folder / "out")
    assert not any(folder.iterdir())


# Who may not be written

@pytest.mark.parametrize("bits", [0o444, 0o555, 0o400])
def test_a_read_only_target_is_refused_even_for_root(target, bits):
    target.chmod(bits)
    refuses("embed", *FLAT, target, path=target)
    assert target.read_bytes() == ELF.build()
    assert mode(target) == bits
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("command", ["embed", "generate", "patch"])
def test_a_read_only_output_file_is_refused(target, command):
    blob = target.with_name("blob")
    blob.write_bytes(Image(embedded(target.parent, ELF, name="done").read_bytes())
                     .contents(".kernel_symbols"))
    out = write(target.parent, b"precious", "out")
    out.chmod(0o444)
    more = {"embed": FLAT, "patch": [], "generate": []}[command]
    operands = [target, blob] if command == "patch" else [target]
    refuses(command, *more, *operands, "-o", out, path=out)
    assert out.read_bytes() == b"precious"


def test_a_read_only_input_is_fine_when_the_output_is_elsewhere(target):
    target.chmod(0o444)
    out = target.with_name("out")
    succeeds("embed", *FLAT, target, "-o", out)
    assert is_done(out)


@pytest.mark.parametrize("name", ["directory", "absent/out", "fifo"])
def test_an_output_that_cannot_be(target, name):
    (target.parent / "directory").mkdir()
    os.mkfifo(target.parent / "fifo")
    before = sorted(target.parent.rglob("*"))
    out = target.parent / name
    refuses("embed", *FLAT, target, "-o", out, path=out)
    refuses("generate", target, "-o", out, path=out)
    assert sorted(target.parent.rglob("*")) == before


def test_a_read_only_directory():
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        shutil.copy(KSYM, directory / "ksym")
        target = write(directory, ELF)
        target.chmod(0o666)
        directory.chmod(0o555)
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        done = subprocess.run(
            [*(user if os.geteuid() == 0 else []), "./ksym", "embed", *FLAT, "kernel"],
            cwd=directory, capture_output=True, text=True, timeout=10, check=False)
        directory.chmod(0o755)
        assert done.returncode == 1 and done.stderr.startswith("ksym: kernel: ")
        assert "Permission denied" in done.stderr and done.stderr.count("\n") == 1
        assert target.read_bytes() == ELF.build()
        assert sorted(p.name for p in directory.iterdir()) == ["kernel", "ksym"]


# Where the disk is full

FULL_DISK = """
mount -t tmpfs -o size=128k tmpfs "$1" && cp "$2" "$1/kernel" && cd "$1" || exit 99
shift 2
"$@"
echo "status $?" >&2
ls >&2
cat kernel
"""
NAMESPACE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


@pytest.fixture(name="may_mount", scope="session")
def _may_mount(tmp_path_factory):
    """Not in a container without privileges, for one."""
    place = tmp_path_factory.mktemp("mount")
    return subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", place],
                          capture_output=True, timeout=20, check=False).returncode == 0


def on_a_full_disk(mount, source, command):
    """A disk of 128 KiB: what it says, the status, the files that are left, the kernel."""
    done = subprocess.run([*NAMESPACE, "sh", "-c", FULL_DISK, "sh", mount, source, *command],
                          capture_output=True, timeout=20, check=True)
    message, status, *files = done.stderr.decode().splitlines()
    return message, status, files, done.stdout


def on_a_disk_that_seems_full(mount, source, command, environment):
    """The same where nothing may be mounted: each write fails."""
    kernel = mount / "kernel"
    kernel.write_bytes(source.read_bytes())
    done = subprocess.run(command, cwd=mount, env=environment, capture_output=True, text=True,
                          timeout=20, check=False)
    return (done.stderr.rstrip("\n"), f"status {done.returncode}",
            sorted(path.name for path in mount.iterdir()), kernel.read_bytes())


@pytest.mark.parametrize("args", [["embed", *FLAT, "kernel"],
                                  ["embed", *FLAT, "kernel", "-o", "out"]],
                         ids=["in place", "to another file"])
def test_a_full_disk(tmp_path, may_mount, faults, args):
    source = write(tmp_path, LARGE)
    mount = tmp_path / "mount"
    mount.mkdir()
    message, status, files, kernel = (
        on_a_full_disk(mount, source, [KSYM, *args]) if may_mount else
        on_a_disk_that_seems_full(mount, source, [KSYM, *args],
                                  faults("ENOSPC 0 pwrite copy_file_range")))
    assert message.startswith(f"ksym: {args[-1]}: ") and "No space left on device" in message
    assert status == "status 1"
    assert files == ["kernel"]
    assert kernel == LARGE.build()


# Where a system call does less than it was asked; test_faults.py has it fail

def test_short_and_interrupted_writes_are_carried_on(target, faults):
    succeeds("embed", *FLAT, target, env=faults("short 0 pread pwrite copy_file_range"))
    assert target.read_bytes() == embedded(target.parent, ELF, name="whole").read_bytes()


def test_where_the_kernel_cannot_copy_ksym_does(target, faults):
    succeeds("embed", *FLAT, target, env=faults("EXDEV 0 copy_file_range"))
    assert target.read_bytes() == embedded(target.parent, ELF, name="whole").read_bytes()


def test_several_at_once(target):
    runs = [subprocess.Popen([KSYM, "embed", *FLAT, target], stdout=subprocess.DEVNULL)
            for _ in range(8)]
    assert [run.wait(10) for run in runs] == [0] * 8
    assert target.read_bytes() == embedded(target.parent, ELF, name="alone").read_bytes()
