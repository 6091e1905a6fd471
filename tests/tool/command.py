# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs ksym and checks the outcome that a test expects."""
import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from elf import LOCAL, Symbol
from kernels import COUNT, TEXT, kernel

ROOT = Path(__file__).resolve().parents[2]
KSYM = Path(os.environ.get("KSYM", ROOT / "build" / "ksym"))
FLAT = ("--format", "flat")


class Result(NamedTuple):
    status: int
    out: str
    err: str


class Listed(NamedTuple):
    addr: int
    size: int
    name: str


def ksym(*args, stdin="", timeout=10, **options):
    """Runs ksym; text is UTF-8, with other bytes as surrogate escapes."""
    done = subprocess.run([KSYM, *args], input=stdin.encode("utf-8", "surrogateescape"),
                          capture_output=True, timeout=timeout, check=False, **options)
    out, err = (s.decode("utf-8", "surrogateescape") for s in (done.stdout, done.stderr))
    return Result(done.returncode, out, err)


def succeeds(*args, **options):
    """Runs ksym, which is to work without a word on stderr; returns stdout."""
    result = ksym(*args, **options)
    assert (result.status, result.err) == (0, ""), result
    return result.out


def is_refusal(result, path=None):
    """Status 1, nothing on stdout and `ksym: FILE: why` on one line."""
    start = "ksym: " if path is None else f"ksym: {path}: "
    return (result.status == 1 and result.out == "" and result.err.startswith(start)
            and result.err.count("\n") == 1 and result.err.endswith("\n"))


def refuses(*args, path=None, **options):
    """Runs ksym, which is to refuse the file at path; returns its one line."""
    result = ksym(*args, **options)
    assert is_refusal(result, path), result
    return result.err


def is_misused(*args):
    """Runs ksym, which is to say that it was called wrongly; returns stderr."""
    result = ksym(*args)
    assert result.status == 2 and result.out == "", result
    assert result.err.startswith("ksym: "), result
    return result.err


def write(directory, elf, name="kernel"):
    """Writes an Elf, or bytes, to a file in directory."""
    path = Path(directory) / name
    path.write_bytes(elf if isinstance(elf, bytes) else elf.build())
    return path


def embedded(directory, elf, *options, name="kernel"):
    """Writes an Elf and embeds its symbols in place."""
    path = write(directory, elf, name)
    succeeds("embed", *FLAT, *options, path)
    return path


def listed(path):
    """What `ksym list` shows, without the count, which all kernels here have."""
    lines = [line.split(" ", 3) for line in succeeds("list", path).splitlines()]
    made = [Listed(int(a, 16), int(s, 16), name) for a, s, _, name in lines]
    return [entry for entry in made if entry.name != COUNT]


def names(path):
    return [entry.name for entry in listed(path)]


def lookup(path, *addresses):
    """The answers for addresses: `NAME+0xOFF/0xSIZE`, or `?`."""
    text = "".join(f"{a:#x}\n" for a in addresses)
    lines = succeeds("lookup", path, "-", stdin=text).splitlines()
    answers = [re.fullmatch(r"0x([0-9a-f]+) (.*)", line).groups() for line in lines]
    assert [int(a, 16) for a, _ in answers] == list(addresses)
    return [answer for _, answer in answers]


def owner(path, addr):
    """The name of the symbol that owns an address, or None."""
    answer = lookup(path, addr)[0]
    return None if answer == "?" else answer.rsplit("+", 1)[0]


def shown_by_nm(directory, mangled):
    """What nm -C makes of each name."""
    path = write(directory, kernel(*(Symbol(name, TEXT + 2 * i, 2, bind=LOCAL)
                                     for i, name in enumerate(mangled)),
                                   text_size=2 * len(mangled) + 16), "shown")
    said = subprocess.run(["nm", "-C", "-p", "--defined-only", path], capture_output=True,
                          text=True, check=True).stdout.splitlines()
    return [line.split(" ", 2)[2] for line in said if line.split(" ")[1] == "t"]
