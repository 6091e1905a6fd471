# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the documents show is what the command does."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from command import FLAT, KSYM, ksym, succeeds, write
from elf import (EM_ARM, LOCAL, NOTYPE, SHF_ALLOC, SHF_EXECINSTR, Elf, Image, Section,
                 Symbol)
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
    assert before == f"{main + 1:x} ?\n0 ?\n"
    succeeds("embed", program)
    after = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(rf"{main + 1:x} main\+0x1/0x[0-9a-f]+\n0 \?\n", after)
    size = re.search(r" (\d+) FUNC .* main$", subprocess.run(
        ["readelf", "-sW", program], capture_output=True, text=True, check=True).stdout, re.M)[1]
    assert int(after.split("/")[1].splitlines()[0], 16) == int(size)


# The kernel of the README's samples: what it is, stated here, and a line of its console.
SAMPLE_TEXT, SAMPLE_TABLE, SAMPLE_ROOM = 0x40080000, 0x40090000, 1024
SAMPLE = Elf(
    [Section(".text", SAMPLE_TEXT, bytes(0x400), SHF_ALLOC | SHF_EXECINSTR),
     Section(".kernel_symbols", SAMPLE_TABLE, bytes(SAMPLE_ROOM), align=8)],
    [Symbol("kernel_init", SAMPLE_TEXT + 0x100, 0x80),
     Symbol("network_poll", SAMPLE_TEXT + 0x180, 0x2c),
     Symbol("queue_sum", SAMPLE_TEXT + 0x1ac, 0x34),
     Symbol("packet_length", SAMPLE_TEXT + 0x1e0, 8, bind=LOCAL),
     Symbol("__kernel_symbols_start", SAMPLE_TABLE, 0, NOTYPE, section=".kernel_symbols"),
     Symbol("__kernel_symbols_end", SAMPLE_TABLE + SAMPLE_ROOM, 0, NOTYPE,
            section=".kernel_symbols")],
    build_id=bytes.fromhex("5d1c0a9e7f3b"))
CONSOLE = "[    1.204183] oops: pc 0x400801e4, lr 0x400801c4\n"


def test_the_samples_of_the_readme(tmp_path):
    """Each command, run in turn, prints what stands below it."""
    write(tmp_path, SAMPLE, "kernel.elf")
    (tmp_path / "console.log").write_text(CONSOLE)
    sample = re.search(r"```console\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    parts = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", sample, re.M)
    commands = [command.split()[1] for command, _ in parts]
    assert {"list", "lookup", "decode", "info", "verify"} <= set(commands)
    path = {**os.environ, "PATH": f"{KSYM.resolve().parent}:{os.environ['PATH']}"}
    for command, shown in parts:
        done = subprocess.run(command, shell=True, cwd=tmp_path, env=path, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert (done.returncode, done.stdout) == (0, shown), command


DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (
    *ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("*/*/*.md"))
    if "build" not in path.relative_to(ROOT).parts)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def without_blocks(document):
    return re.sub(r"^ *```.*?^ *```", "", (ROOT / document).read_text(), flags=re.S | re.M)


def anchors(path):
    """What GitHub calls the headings of a document."""
    heads = re.findall(r"^#+ +(.*)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    for link in LINK.findall(without_blocks(document)):
        if re.match(r"https?://|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / document).parent / name if name else ROOT / document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", ["README.md", "docs/README.md"])
def test_every_file_that_is_named_is_a_link(document):
    """A path in backticks that is one of the repository's."""
    text = re.sub(r"\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])", "", without_blocks(document))
    for name in re.findall(r"`([^`\s]+)`", text):
        is_path = "/" in name.strip("/") and (ROOT / name).exists()
        assert name.startswith("build/") or not is_path and not (ROOT / name).is_file(), name


def test_every_document_is_in_the_index():
    index = {(ROOT / "docs" / link.split("#")[0]).resolve()
             for link in LINK.findall((ROOT / "docs/README.md").read_text())}
    for page in [*ROOT.glob("docs/*"), *ROOT.glob("*.md")]:
        if page.is_file() and page != ROOT / "docs/README.md":
            assert page.resolve() in index, page.name


def test_every_test_is_on_the_map():
    """tests/README.md names each file of tests/ and each test kernel, and no other."""
    kinds = {".py", ".c"}
    files = {path.name for folder in ("tests", "kernel/tests") for path in (ROOT / folder).rglob("*")
             if path.suffix in kinds and path.name != "conftest.py"
             and not {"unit", "support", "boards"} & set(path.parts)}
    named = set(re.findall(r"`(?:[a-z/]+/)?(\w+\.(?:py|c))`", (ROOT / "tests/README.md").read_text()))
    assert files - named == set()
    assert named - files <= {"main.c"}


def test_the_pictures_are_of_what_the_documents_say(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "docs/pictures")])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    drawn = runpy.run_path(str(ROOT / "docs/pictures/draw"))["drawn_from_documents"]()
    assert set(drawn) | {"panic"} == {path.stem for path in ROOT.glob("docs/pictures/*.svg")}
    for name, svg in drawn.items():
        assert (ROOT / f"docs/pictures/{name}.svg").read_text() == svg, f"{name}: make pictures"


def test_the_sizes_of_the_readme_are_those_of_the_comparison():
    rows = re.findall(r"^\| ([\d,]+) +\| ([\d,]+) +\| ([\d.]+) +\|",
                      (ROOT / "docs/comparison.md").read_text(), re.M)
    shown = re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \|$",
                       (ROOT / "README.md").read_text(), re.M)
    assert len(shown) == 4 and set(shown) <= set(rows)


def test_the_costs_of_the_readme_are_those_of_the_run():
    readme, bench = ((ROOT / name).read_text() for name in ("README.md", "docs/bench.md"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in bench.splitlines() if line.startswith("|")]
    code, stack = (rows[next(i for i, row in enumerate(rows) if row[0] == what) + 1][1]
                   for what in ("code, Cortex-M3", "stack, Cortex-M3"))
    assert f"{code} of code" in readme and f"{stack} of stack" in readme
    kernel = bench.split("### kernel, an ELF")[1]
    ours = re.search(r"^\| address -> symbol +\| (\d+) ", kernel, re.M)[1]
    jumps, selects = (re.search(rf"binary search \({kind}\) (\d+) ", kernel)[1]
                      for kind in ("branches", "selects"))
    assert f"{selects} to {jumps} ns against {ours} ns" in readme


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
