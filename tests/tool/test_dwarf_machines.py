# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines and inlined calls of programs for other machines, against llvm-symbolizer and addr2line.

Both byte orders, 32 and 64 bits, the delay slots of MIPS, and RISC-V code that the linker shortens.
"""
import subprocess

import pytest

from machines import run
from test_dwarf_compilers import check, compare_with_addr2line, rows_of

MAIN = """
#include "more.h"
int first(volatile int *p) { return more(*p) + twice(*p); }
int work(volatile int *p);
int start(void) { volatile int n = 7; return work(&n) + work(&n) + first(&n); }
"""

MORE = """
static inline int twice(int x) { return x + x; }
static inline __attribute__((always_inline)) int more(int x)
{
	int sum = 0;
	for (int i = 0; i < x; i++)
		sum += twice(i) ^ x;
	return sum;
}
"""

OTHER = """
#include "more.h"
int first(volatile int *p);
__attribute__((noinline)) static int scale(int x) { return more(x) * 3; }
int work(volatile int *p)
{
	if (*p > 3)
		return scale(*p) + twice(first(p));
	return first(p) + scale(3);
}
"""

MACHINES = ["i686-linux-gnu", "arm-linux-gnueabihf", "arm-none-eabi", "aarch64-linux-gnu",
            "powerpc-linux-gnu", "powerpc64-linux-gnu", "powerpc64le-linux-gnu", "s390x-linux-gnu",
            "mips-linux-gnu", "riscv64-linux-gnu"]


def linked(directory, machine, *options):
    """A program of two units, without a C library."""
    (directory / "src").mkdir(exist_ok=True)
    for name, text in (("more.h", MORE), ("main.c", MAIN), ("other.c", OTHER)):
        (directory / "src" / name).write_text(text)
    path = directory / f"program-{machine}{'-'.join(options).replace('/', '_')}"
    run(f"{machine}-gcc", "-g", "-ffreestanding", "-nostdlib", "-static", "-Wl,-estart",
        directory / "src/main.c", directory / "src/other.c", "-lgcc", "-o", path, *options)
    return path


@pytest.mark.parametrize("options", [["-O2"], ["-Os", "-gdwarf-4"], ["-O3", "-flto"],
                                     ["-O0", "-gdwarf-2"]], ids=" ".join)
@pytest.mark.parametrize("machine", MACHINES)
def test_rows_of_other_machines(tmp_path, dwarf_rows, machine, options):
    path = linked(tmp_path, machine, *options)
    assert check(dwarf_rows, path) > 0 or "-O0" in options
    compare_with_addr2line(f"{machine}-addr2line", dwarf_rows, path)


@pytest.mark.parametrize("option", ["-gsplit-dwarf", "-gz=zlib", "-gdwarf-3"])
@pytest.mark.parametrize("machine", ["i686-linux-gnu", "powerpc-linux-gnu", "s390x-linux-gnu"])
def test_other_forms_have_the_same_rows(tmp_path, dwarf_rows, machine, option):
    expected = rows_of(dwarf_rows, linked(tmp_path, machine, "-O2"))
    assert rows_of(dwarf_rows, linked(tmp_path, machine, "-O2", option)) == expected


@pytest.mark.parametrize("machine", ["riscv64-linux-gnu"])
def test_code_that_the_linker_shortens(tmp_path, dwarf_rows, machine):
    """Far calls become near ones, and all behind them moves."""
    paths = [linked(tmp_path, machine, "-O2", f"-Wl,{option}")
             for option in ("--relax", "--no-relax")]
    sizes = [int(subprocess.run([f"{machine}-size", path], capture_output=True, text=True,
                                check=True).stdout.split("\n")[1].split()[0]) for path in paths]
    assert sizes[0] < sizes[1]
    for path in paths:
        assert check(dwarf_rows, path) > 0
        compare_with_addr2line(f"{machine}-addr2line", dwarf_rows, path)
