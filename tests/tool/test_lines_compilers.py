# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tables with the lines of what compilers make, against llvm-symbolizer and addr2line."""
import re
import subprocess
import sys

import pytest

from command import KSYM, ROOT, succeeds
from elf import Image
from machines import run
from test_dwarf_compilers import COMPILERS, RUST, compiled, symbolized
from test_dwarf_machines import MACHINES, linked

AGAINST = ROOT / "scripts/lines-against-llvm"


def against_llvm(elf, count):
    """What the script says, that nothing differs."""
    done = subprocess.run([sys.executable, AGAINST, elf, count], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done
    found = re.search(r": (\d+) addresses, (\d+) with lines, 0 differ\n$", done.stdout)
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("options", [["-O0"], ["-O1"], ["-O2"], ["-O3"], ["-Os"], ["-O2", "-flto"],
                                     ["-O2", "-gdwarf-4"], ["-O2", "-gsplit-dwarf"]], ids=" ".join)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_every_row_is_llvm_symbolizers(tmp_path, compiler, options):
    lld = ["-fuse-ld=lld"] if compiler.startswith("clang") else []
    path = compiled(tmp_path, compiler, *options, *lld)
    asked, known = against_llvm(path, "all")
    assert asked > 15 and known > 15
    asked, known = against_llvm(path, "200")
    assert known > asked / 10


@pytest.mark.parametrize("level", ["0", "2"])
def test_every_row_of_rust_is_llvm_symbolizers(tmp_path, level):
    (tmp_path / "main.rs").write_text(RUST)
    run("/usr/bin/rustc", "-g", "-C", f"opt-level={level}", "-o", tmp_path / "program",
        tmp_path / "main.rs")
    assert against_llvm(tmp_path / "program", "2000")[1] > 500


def test_the_script_finds_what_differs(tmp_path):
    """Lines of another source: one is put in before the others."""
    path = compiled(tmp_path, "gcc", "-O2")
    ksym = tmp_path / "ksym"
    ksym.write_text(f"#!/bin/sh\n{KSYM} \"$@\" | sed 's/\"line\": 6/\"line\": 7/'\n")
    ksym.chmod(0o755)
    done = subprocess.run([sys.executable, AGAINST, path, "all"], capture_output=True, text=True,
                          check=False, env={"KSYM": str(ksym), "PATH": "/usr/bin:/bin"})
    assert done.returncode == 1 and "differ in files and lines" in done.stdout


@pytest.mark.parametrize("mode, compiler", [
    *(("full", compiler) for compiler in COMPILERS), ("calls", "gcc"), ("calls", "clang"),
    ("calls", "g++")])
def test_verify_finds_each_row_right(tmp_path, compiler, mode):
    path = compiled(tmp_path, compiler, "-O2", "-Wl,--build-id")
    subprocess.run([KSYM, "embed", "--append", "--lines", mode, path], check=True,
                   capture_output=True)
    said = succeeds("verify", path)
    what = "rows" if mode == "full" else "return address"
    assert int(re.search(rf"^verified lines of (\d+) {what}", said, re.M)[1]) >= 1
    # The header's line_base, from where special opcodes count lines.
    data = bytearray(path.read_bytes())
    at = Image(path.read_bytes()).section(".debug_line")["offset"]
    assert data[at + 4] == 5 and data[at + 15] > 0x80
    data[at + 15] += 1
    path.write_bytes(data)
    done = subprocess.run([KSYM, "verify", path], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "the table says" in done.stdout
    assert "the table has other lines at " in done.stderr


@pytest.mark.parametrize("compiler", ["gcc", "g++"])
def test_return_addresses_have_the_outermost_line_of_their_call(tmp_path, compiler):
    """Those that objdump finds behind calls in code with lines; llvm-symbolizer has the line."""
    path = compiled(tmp_path, compiler, "-O2", "-no-pie")
    table = tmp_path / "table"
    succeeds("table", "--lines", "calls", "--strip-prefix", "", path, "-o", table)
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], capture_output=True,
                          text=True, check=True).stdout.splitlines()
    returns = [int(after.split(":")[0], 16) for line, after in zip(text, text[1:])
               if re.search(r"\tcall ", line) and re.match(r" +[0-9a-f]+:", after)]
    theirs = symbolized(path, [addr - 1 for addr in returns])
    returns = [addr for addr in returns if theirs[addr - 1][-1].line]
    assert returns
    said = succeeds("lookup", "--lines", "-r", table, *map(hex, returns)).splitlines()
    assert [line.rsplit(" ", 1)[1] for line in said] == [
        f"{theirs[addr - 1][-1].file}:{theirs[addr - 1][-1].line}" for addr in returns]


def test_frames_are_those_of_addr2line(tmp_path):
    path = compiled(tmp_path, "gcc", "-O2", "-no-pie")
    table = tmp_path / "table"
    succeeds("table", "--lines", "full", "--strip-prefix", "", path, "-o", table)
    begin = int(re.search(r"^([0-9a-f]+) T work$", run("nm", path), re.M)[1], 16)
    asked = "".join(f"{addr:#x}\n" for addr in range(begin, begin + 40))
    said = succeeds("lookup", "--lines", table, "-", stdin=asked)
    expected = subprocess.run(["addr2line", "-i", "-f", "-a", "-e", path], input=asked, text=True,
                              capture_output=True, check=True).stdout.splitlines()
    theirs, addr = [], None
    for line, after in zip(expected, expected[1:] + [""]):
        if line.startswith("0x"):
            addr = int(line, 16)
        elif ":" not in line:
            theirs.append((addr, line, after.split(" (discriminator")[0]))
    mine = [re.fullmatch(r"(0x[0-9a-f]+) (\w+)\S*(?: \(inlined\))? (\S+)", line).groups()
            for line in said.splitlines()]
    assert [(int(a, 16), name, place) for a, name, place in mine] == theirs
    assert len(mine) > 40


@pytest.mark.parametrize("mode", ["full", "calls"])
@pytest.mark.parametrize("machine", MACHINES)
def test_every_row_of_other_machines(tmp_path, machine, mode):
    """Of both byte orders and word sizes: verify, and llvm-symbolizer at functions' beginnings."""
    path = linked(tmp_path, machine, "-O2")
    table = tmp_path / "table"
    succeeds("table", "--lines", mode, "--strip-prefix", "", path, "-o", table)
    subprocess.run([KSYM, "embed", "--append", "--lines", mode, path], check=True,
                   capture_output=True)
    assert re.search(r"^verified lines of [1-9]\d* (rows|return addresses)$",
                     succeeds("verify", path), re.M)
    if mode == "full":
        listed = [line.split("\t")[0] for line in succeeds("list", "--lines", table).splitlines()
                  if "\t" in line]
        begins = [int(line.split()[0], 16) for line in listed]
        said = succeeds("lookup", "--lines", table, *map(hex, begins)).splitlines()
        theirs = symbolized(path, begins)
        assert [line.rsplit(" ", 1)[1] for line in said] == [
            f"{frame.file}:{frame.line}" for addr in begins for frame in theirs[addr]]
        assert len(begins) >= 3


PORTED = """
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#define printk printf
%s
%s
static inline __attribute__((always_inline)) uint64_t read_address(const char *word)
{
	return strtoull(word, NULL, 16);
}
int main(int argc, char **argv)
{
	symbols_init();
	for (int i = 1; i < argc; i++)
		print_lines(read_address(argv[i]));
	return 0;
}
"""


def test_the_code_of_porting_prints_what_lookup_does(tmp_path):
    text = (ROOT / "docs/porting.md").read_text()
    ten, lines = (re.search(rf"\n## {title}\n.*?```c\n(.*?)```", text, re.S)[1]
                  for title in ("The ten lines", "Source lines"))
    path = tmp_path / "program"
    (tmp_path / "program.c").write_text(PORTED % (ten.replace("32 * 1024", "512 * 1024"), lines))
    run("gcc", "-std=c11", "-g", "-O2", "-Wall", "-Werror", "-no-pie", f"-I{ROOT}/lib/include",
        "-o", path, tmp_path / "program.c", ROOT / "build/libksym.a")
    succeeds("embed", "--lines", "full", path)
    asked = [hex(int(begin, 16) + i) for begin, size in re.findall(
        r"^(\w+) (\w+) T (?:print_lines|main)$", run("nm", "-S", path), re.M)
        for i in range(int(size, 16))]
    said = succeeds("lookup", "--lines", path, *asked).splitlines()
    assert run(path, *asked).splitlines() == [
        "\t" + re.sub(r"^0x\w+ (\w+)(?:\+\S+)?", r"\1", line) for line in said]
    assert any("(inlined)" in line for line in said)
