# SPDX-License-Identifier: MIT OR Apache-2.0
"""Programs of this machine that read their own names, for tests to link, embed into and run."""
import re
import subprocess

from command import ROOT
from machines import run

PROGRAM = """
#include <ksym.h>
#include <stdio.h>
%s
extern const char __kernel_symbols_start[], __kernel_symbols_end[];
extern const char __executable_start[];

int main(void)
{
	struct ksym_table t;
	char text[64] = "";
	int status = OPEN;

	ksym_set_bias(&t, BIAS);
	ksym_format(&t, (uintptr_t)main + 1, text, sizeof(text));
	printf("%%d %%s\\n", status, text);
	return 0;
}
"""
BY_SYMBOLS = ("ksym_open(&t, __kernel_symbols_start, (size_t)(__kernel_symbols_end - "
              "__kernel_symbols_start))")
BY_LOCATION = "ksym_open_location(&t, &ksym_location)"
# The kernel of this machine is the loader; where the program is, AT_PHDR says or the link.
BIAS_OF_PIE = "(uintptr_t)__executable_start"
EMPTY = "-2 \n"


def program(directory, macros, opening, *flags, bias="0", prefix=""):
    """A program, of this machine or a compiler's, that prints the name of main, if it can."""
    library = sorted((ROOT / "lib").glob("*.c")) if prefix else [ROOT / "build/libksym.a"]
    source, out = directory / "program.c", directory / "program"
    source.write_text(PROGRAM % macros)
    run(prefix + "gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", f"-DOPEN={opening}",
        f"-DBIAS={bias}", "-I", ROOT / "lib" / "include", *flags, source, *library,
        "-o", out)
    return out


def says(path):
    return subprocess.run([path], capture_output=True, text=True, check=True).stdout


def names_main(path):
    size = re.search(r" (\d+) FUNC .* main$", run("readelf", "-sW", path), re.M)[1]
    return says(path) == f"0 main+0x1/{int(size):#x}\n"
