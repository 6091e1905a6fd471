# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the documents show is what the command does."""

import re
import subprocess
from pathlib import Path

from command import FLAT, ksym, succeeds, write
from elf import EM_ARM, SHF_ALLOC, SHF_EXECINSTR, Elf, Image, Section, Symbol
from kernels import RODATA, count_symbol

ROOT = Path(__file__).resolve().parents[2]


def hex_dump(document, heading):
    """The bytes of the hex dump that follows a heading, its offsets checked."""
    text = (ROOT / document).read_text().split(heading, 1)[1]
    data = bytearray()
    for offset, digits in re.findall(r"^    ([0-9a-f]{4}) ((?: +[0-9a-f]{2})+)$", text, re.M):
        assert int(offset, 16) == len(data)
        data += bytes.fromhex(digits)
    assert data
    return bytes(data)


def test_the_example_of_the_flat_format(tmp_path):
    table = Section(".kernel_symbols", 0x8000, bytes(64))
    text = Section(".text", 0x100, bytes(0x200), SHF_ALLOC | SHF_EXECINSTR)
    symbols = [Symbol("x", 0x200, 4), Symbol("_start", 0x100, 16), count_symbol(32)]
    path = write(tmp_path, Elf([text, Section(".rodata", RODATA, bytes(16)), table], symbols,
                               bits=32, machine=EM_ARM))
    succeeds("embed", *FLAT, "--exclude", "^NUM_", path)
    dump = hex_dump("FORMAT.md", "### An example")
    assert Image(path.read_bytes()).contents(".kernel_symbols") == dump.ljust(64, b"\0")


# The README's reader in a program of this machine, which can simply be run.
PROGRAM = """
#include <stdint.h>
#include <stdio.h>
#define printk printf
%s
__asm__(".pushsection .kernel_symbols, \\"a\\"\\n"
	".globl __kernel_symbols_start, __kernel_symbols_end\\n"
	"__kernel_symbols_start:\\n"
	".zero 262144\\n"
	"__kernel_symbols_end:\\n"
	".popsection\\n");

int main(void)
{
	symbols_init();
	print_address((uintptr_t)main + 1);
	print_address(0);
	return 0;
}
"""


def test_the_readers_code_of_the_readme(tmp_path):
    code = re.search(r"```c\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    source, program = tmp_path / "program.c", tmp_path / "program"
    source.write_text(PROGRAM % code)
    subprocess.run(["make", "-s", "-C", ROOT, f"BUILD={tmp_path}", "dist"], check=True)
    dist = tmp_path / "dist"
    subprocess.run(["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-no-pie",
                    f"-I{dist}", "-o", program, source, dist / "ksym.c"], check=True)
    before = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    nm = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
    main = int(re.search(r"^([0-9a-f]+) T main$", nm, re.M)[1], 16)
    assert before == f"{main + 1:#x}\n0x0\n"
    succeeds("embed", program)
    after = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"main\+0x1/0x[0-9a-f]+\n0x0\n", after)
    size = re.search(r" (\d+) FUNC .* main$", subprocess.run(
        ["readelf", "-sW", program], capture_output=True, text=True, check=True).stdout, re.M)[1]
    assert int(after.split("/")[1].splitlines()[0], 16) == int(size)


def test_the_manual_names_every_command_and_option():
    manual = (ROOT / "docs/ksym.1").read_text()
    commands = re.findall(r"^  (\w+) ", ksym("--help").out, re.M)
    assert len(commands) >= 10
    for command in commands:
        assert re.search(rf"^\.It Cm {command}$", manual, re.M), command
        for option in re.findall(r"--([a-z][a-z-]*)", succeeds(command, "--help")):
            entry = rf"^\.It Fl (. , )?-{option}( |$)"
            assert re.search(entry, manual, re.M), (command, option)


def test_every_promise_names_a_test_that_is_there():
    table = re.search(r"\| promise \| test \|\n\|---\|---\|\n((?:\|.*\n)+)",
                      (ROOT / "SECURITY.md").read_text())[1]
    promises = table.splitlines()
    assert len(promises) >= 10
    for promise in promises:
        named = re.findall(r"`((?:tests|fuzz|proof)/[\w/.]+)`", promise.split(" | ")[-1])
        assert named, promise
        for name in named:
            assert (ROOT / name).is_file(), name


def test_every_target_that_the_documents_name_is_one():
    targets = set()
    for path in (ROOT / "Makefile", *ROOT.glob("*/*.mk"), *ROOT.glob("*/*/*.mk")):
        targets |= set(re.findall(r"^([a-z][\w.-]*(?: [a-z][\w.-]*)*):(?!=)", path.read_text(), re.M))
    targets = {word for line in targets for word in line.split()}
    assert {"check", "proof", "release"} <= targets
    documents = ("SECURITY.md", "CONTRIBUTING.md", "docs/trust.md", "docs/releasing.md",
                 "docs/bench.md", "docs/boards.md")
    for document in documents:
        for words in re.findall(r"`make ([^`]+)`", (ROOT / document).read_text()):
            for word in words.split():
                assert "=" in word or word in targets, (document, word)


def test_files_that_the_documents_link_to_are_there():
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")):
        for link in re.findall(r"\]\(([^)#]+?)(?:#[\w-]+)?\)", path.read_text()):
            if not re.match(r"https?:", link):
                assert (path.parent / link).exists(), (path.name, link)
