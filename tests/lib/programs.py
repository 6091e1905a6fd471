# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the test programs, on this machine and on others under QEMU."""
import os
import subprocess
from pathlib import Path

from table import held, listing

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("KSYM_BUILD", ROOT / "build"))
KSYM = BUILD / "ksym"

# What runs a machine's programs here.
RUNNERS = {"host": [], "sanitize": [], "i386": [], "arm": ["qemu-arm"],
           "s390x": ["qemu-s390x"], "powerpc": ["qemu-ppc"]}
MACHINES = tuple(RUNNERS)

# As if the machine had no multiplication.
PLAIN = {"plain": []}
# Under ThreadSanitizer.
THREADS = {"threads": []}

# Those whose own stacks are walked.
STACKS = RUNNERS | {"aarch64": ["qemu-aarch64"], "thumb": ["qemu-arm"],
                    "riscv64": ["qemu-riscv64"], "ppc64": ["qemu-ppc64"],
                    "ppc64le": ["qemu-ppc64le"]}
STACKS.pop("sanitize")
# Has no libc here, so that only what needs none can be run.
NO_LIBC = {"riscv32": ["qemu-riscv32"]}


def run(machine, program, *args, timeout=60):
    """Runs a program, which is to end with status 0; returns what it printed."""
    runner = (RUNNERS | STACKS | NO_LIBC | PLAIN | THREADS)[machine]
    command = [*runner, BUILD / "tests/lib" / machine / program, *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout,
                          check=False)
    assert done.returncode == 0, (command, done.stdout[-4000:], done.stderr[-4000:])
    return done.stdout


def holds(directory, table, symbols, machine="host", finds=1024, timeout=120):
    """Checks that a table, bytes or a file, gives the answers for these symbols."""
    if isinstance(table, bytes):
        (directory / "table").write_bytes(table)
        table = directory / "table"
    symbols = held(symbols)
    (directory / "listing").write_text(listing(symbols))
    said = run(machine, "property", table, directory / "listing", str(finds),
               timeout=timeout)
    assert said.startswith(f"{len(symbols)} symbols, ") and said.endswith(" 0 failed\n")


# The letters of nm by which `ksym table --map` is told type and binding.
LETTERS = {(2, 1): "T", (2, 0): "t", (2, 2): "W", (1, 1): "D", (1, 0): "d",
           (1, 2): "V", (0, 1): "N", (0, 0): "n", (0, 2): "w"}


def encoded(directory, symbols, *options, source=None, timeout=60):
    """The file that ksym makes of symbols, or of a map of them; it says nothing."""
    path, table = source or directory / "map", directory / "encoded"
    if source is None:
        path.write_bytes(b"".join(b"%016x %016x %s %s\n" % (
            s.addr, s.size, LETTERS[s.type, s.flags].encode(), s.name) for s in symbols))
    done = subprocess.run([KSYM, "table", "--names", "mangled", *options, "--map", path,
                           "-o", table], capture_output=True, timeout=timeout, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done
    return table
