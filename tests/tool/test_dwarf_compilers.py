# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines and inlined calls of what compilers make, against llvm-symbolizer and addr2line.

Every row of every program is compared: the chain of files and lines, and the names of
inlined calls.
"""
import json
import os
import re
import subprocess
from typing import NamedTuple

import pytest

from machines import run

C = """
static inline int twice(int x) { return x + x; }
static inline __attribute__((always_inline)) int more(int x)
{
	int sum = 0;
	for (int i = 0; i < x; i++)
		sum += twice(i) ^ x;
	return sum;
}
__attribute__((noinline)) int work(volatile int *p)
{
	if (*p > 3)
		return more(*p) + twice(*p);
	switch (*p) {
	case 1: return more(7);
	case 2: *p = 4; return work(p);
	}
	return 0;
}
int main(int argc, char **argv) { (void)argv; volatile int n = argc; return work(&n); }
"""

CPP = """
#include "ring.h"
namespace net { namespace { struct Local { int v; int twice() const { return v * 2; } }; }
int run(int n)
{
	Ring<int, 16> ring;
	for (int i = 0; i < n; i++)
		ring.put(Local{i}.twice());
	return ring.fold(0, [](int a, int b) { return a + b; }); } }
#ifdef _GLIBCXX_STRING
std::string text(int n) { std::vector<std::string> all(n, "text"); return all.back(); }
#endif
int main(int argc, char **)
{
	Ring<long, 4> other;
	other.put(argc);
	return net::run(argc + 5) + (int)other.fold(1L, [](long a, long b) { return a * b; });
}
"""

RING = """
template <class T, int size> class Ring {
	T items[size]; unsigned end = 0;
	unsigned next() { return end++ % size; }
public:
	void put(const T &item) { items[next()] = item; }
	template <class A, class F> A fold(A all, F add) const;
};
template <class T, int size> template <class A, class F>
A Ring<T, size>::fold(A all, F add) const
{
	for (unsigned i = 0; i < end; i++)
		all = add(all, items[i % size]);
	return all;
}
"""

RUST = """
mod ring {
    pub struct Ring<T> { items: Vec<T> }
    impl<T: Clone> Ring<T> {
        pub fn new() -> Self { Ring { items: Vec::new() } }
        #[inline(always)] pub fn put(&mut self, t: T) { self.items.push(t) }
        pub fn all(&self) -> impl Iterator<Item = &T> { self.items.iter() }
    }
}
fn main() {
    let mut ring = ring::Ring::new();
    for word in std::env::args() { ring.put(word.len()); }
    let sum: usize = ring.all().map(|x| x + 1).filter(|x| x % 2 == 0).sum();
    std::process::exit(sum as i32);
}
"""

COMPILERS = {"gcc": ("gcc", C, "c"), "clang": ("clang", C, "c"),
             "g++": ("g++", CPP, "cc"), "clang++": ("clang++", CPP, "cc")}


class Frame(NamedTuple):
    name: str
    file: str
    line: int


def compiled(directory, compiler, *options):
    """A program of several files, built in directory/src."""
    command, source, suffix = COMPILERS[compiler]
    place = directory / "src"
    place.mkdir(exist_ok=True)
    (place / "ring.h").write_text(RING)
    (place / f"main.{suffix}").write_text(source)
    path = directory / f"program{'-'.join(options).replace('/', '_')}"
    subprocess.run([command, "-g", f"src/main.{suffix}", "-o", path, *options], cwd=directory,
                   check=True)
    return path


def chains(text):
    """What dwarf_rows prints, as frames by address."""
    found = {}
    for line in text.splitlines():
        addr, name, file, number = re.match(
            r"(0x[0-9a-f]+) (.*?)(?: \(inlined\))? (\S+):(\d+)$", line).groups()
        found.setdefault(int(addr, 16), []).append(Frame(name, file, int(number)))
    return found


def rows_of(dwarf_rows, path, *options):
    done = subprocess.run([dwarf_rows, *options, path], capture_output=True, text=True,
                          check=True)
    assert done.stderr == ""
    found = chains(done.stdout)
    assert list(found) == sorted(found)
    return found


def file_of(path, line):
    return os.path.normpath(path) if path not in ("", "??") and line else "?"


def symbolized(path, addresses):
    """llvm-symbolizer's frames. It looks for .dwo files where it runs."""
    done = subprocess.run(["llvm-symbolizer-19", "--output-style=JSON", "--functions=short",
                           "--no-demangle", f"--obj={path}"], text=True, capture_output=True,
                          input="".join(f"{a:#x}\n" for a in addresses), check=True,
                          cwd=path.parent)
    return {int(answer["Address"], 16): [
        Frame(f["FunctionName"], file_of(f["FileName"], f["Line"]), f["Line"])
        for f in answer["Symbol"]] for answer in map(json.loads, done.stdout.splitlines())}


def places(frames):
    return [frame[1:] for frame in frames]


def check(dwarf_rows, path, *options):
    """Every row is llvm-symbolizer's; where that says line 0, the calls are."""
    found = rows_of(dwarf_rows, path, *options)
    theirs = symbolized(path, found)
    calls = 0
    for addr, frames in found.items():
        expected = theirs[addr]
        at = slice(0 if expected[0].line else 1, None)
        assert places(frames)[at] == places(expected)[at], (hex(addr), frames, expected)
        assert len(frames) == len(expected)
        for mine, its in zip(frames[:-1], expected):
            assert mine.name.endswith(its.name), (hex(addr), mine, its)
        calls += len(frames) - 1
    return calls


@pytest.mark.parametrize("version", [2, 3, 4, 5])
@pytest.mark.parametrize("level", ["-O0", "-O1", "-O2", "-O3", "-Os"])
@pytest.mark.parametrize("compiler", COMPILERS)
def test_rows_are_those_of_llvm_symbolizer(tmp_path, dwarf_rows, compiler, level, version):
    path = compiled(tmp_path, compiler, level, f"-gdwarf-{version}")
    calls = check(dwarf_rows, path)
    assert calls > 0 or level == "-O0"


@pytest.mark.parametrize("options", [
    ["-flto"], ["-gz=zlib"], ["-fdebug-types-section"], ["-fdebug-types-section", "-gdwarf-4"],
    ["-gsplit-dwarf"], ["-gsplit-dwarf", "-gdwarf-4"], ["-g1"], ["-ffunction-sections"]],
    ids=" ".join)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_rows_of_other_forms(tmp_path, dwarf_rows, compiler, options):
    lld = ["-fuse-ld=lld"] if compiler.startswith("clang") else []
    path = compiled(tmp_path, compiler, "-O2", *options, *lld)
    assert check(dwarf_rows, path) > 0


@pytest.mark.parametrize("level", ["0", "2", "s"])
def test_rows_of_rust(tmp_path, dwarf_rows, level):
    (tmp_path / "main.rs").write_text(RUST)
    run("/usr/bin/rustc", "-g", "-C", f"opt-level={level}", "-o", tmp_path / "program",
        tmp_path / "main.rs")
    assert check(dwarf_rows, tmp_path / "program") > 1000


def compare_with_addr2line(addr2line, dwarf_rows, path):
    found = rows_of(dwarf_rows, path)
    done = subprocess.run([addr2line, "-i", "-a", "-e", path], text=True, capture_output=True,
                          input="".join(f"{a:#x}\n" for a in found), check=True)
    theirs = {}
    for line in done.stdout.splitlines():
        if line.startswith("0x"):
            theirs[int(line, 16)] = answer = []
        else:
            file, number = line.split(" (")[0].rsplit(":", 1)
            number = int(number) if number != "?" else 0
            answer.append((file_of(file, number), number))
    assert {a: places(f) for a, f in found.items()} == theirs


@pytest.mark.parametrize("compiler", ["gcc", "g++"])
def test_rows_are_those_of_addr2line(tmp_path, dwarf_rows, compiler):
    compare_with_addr2line("addr2line", dwarf_rows,
                           compiled(tmp_path, compiler, "-O2", "-no-pie"))


FOLDED = """
static inline int one(int x) { return x + x; }
__attribute__((noinline)) int first(int x)
{
	volatile int y = one(x);
	return y * 3;
}
static inline int two(int x) { return x + x; }
__attribute__((noinline)) int second(int x)
{
	volatile int y = two(x);
	return y * 3;
}
int third(int);
int main(int argc, char **argv) { (void)argv; return first(argc) + second(argc) + third(argc); }
"""

THIRD = """
int third(int x)
{
	volatile int y = x + x;
	return y * 3;
}
"""


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_folded_functions_have_the_lines_of_one(tmp_path, dwarf_rows, compiler):
    """Of three that are one code, each row and each call is of the one that is named."""
    for name, source in (("folded.c", FOLDED), ("third.c", THIRD)):
        (tmp_path / name).write_text(source)
    path = tmp_path / "program"
    run(compiler, "-g", "-O2", "-ffunction-sections", "-fuse-ld=lld", "-Wl,--icf=all",
        tmp_path / "folded.c", tmp_path / "third.c", "-o", path)
    symbols = dict(line.split()[::2][::-1] for line in subprocess.run(
        ["nm", path], capture_output=True, text=True, check=True).stdout.splitlines()
        if line.split()[-2] == "T")
    assert symbols["first"] == symbols["second"] == symbols["third"]
    begin = int(symbols["first"], 16)
    whole = {"first": ("folded.c", range(3, 8), ("folded.c", 2, "one")),
             "second": ("folded.c", range(9, 14), ("folded.c", 8, "two")),
             "third": ("third.c", range(2, 7), None)}
    found = {addr: frames for addr, frames in rows_of(dwarf_rows, path).items()
             if begin <= addr < begin + 8}
    owner, = {frames[-1].name for frames in found.values()}
    file, lines, inner = whole[owner]
    assert begin in found
    for frames in found.values():
        assert frames[-1].file == str(tmp_path / file) and frames[-1].line in lines
        if len(frames) == 2:
            assert (os.path.basename(frames[0].file), frames[0].line, frames[0].name) == inner


def test_a_debug_file_has_the_rows(tmp_path, dwarf_rows):
    whole = compiled(tmp_path, "g++", "-O2", "-Wl,--build-id")
    found = rows_of(dwarf_rows, whole)
    run("objcopy", "--only-keep-debug", whole, tmp_path / "debug")
    run("objcopy", "--strip-debug", whole, tmp_path / "stripped")
    assert rows_of(dwarf_rows, tmp_path / "stripped", "-d", tmp_path / "debug") == found


@pytest.mark.parametrize("options", [["-gz=zlib-gnu"], ["-gz=zlib"]], ids=" ".join)
def test_packed_sections_have_the_same_rows(tmp_path, dwarf_rows, options):
    """llvm-symbolizer no longer reads the older form."""
    found = rows_of(dwarf_rows, compiled(tmp_path, "g++", "-O2"))
    assert rows_of(dwarf_rows, compiled(tmp_path, "g++", "-O2", *options)) == found


def test_dwz_leaves_the_same_rows(tmp_path, dwarf_rows):
    """Within a file, and with a third for what two of them have in common."""
    includes = ["-include", "vector", "-include", "string"]
    paths = [compiled(tmp_path, "g++", level, *includes) for level in ("-O2", "-O3")]
    found = [rows_of(dwarf_rows, path) for path in paths]
    alone = tmp_path / "alone"
    alone.write_bytes(paths[0].read_bytes())
    alone.chmod(0o755)
    run("dwz", alone)
    assert rows_of(dwarf_rows, alone) == found[0]
    run("dwz", "-m", tmp_path / "common", *paths)
    assert (tmp_path / "common").exists()
    assert [rows_of(dwarf_rows, path) for path in paths] == found


def test_a_missing_file_of_dwz_is_told(tmp_path, rows):
    """Lines stay; names of what is inlined may be in it."""
    includes = ["-include", "vector", "-include", "string"]
    paths = [compiled(tmp_path, "g++", level, *includes) for level in ("-O2", "-O3")]
    run("dwz", "-m", tmp_path / "common", *paths)
    whole = rows(paths[0])
    (tmp_path / "common").unlink()
    told = rows(paths[0], said=f": {paths[0]}: {tmp_path / 'common'}, to which dwz moved")
    assert [line.rsplit(" ", 1)[1] for line in told] == [line.rsplit(" ", 1)[1] for line in whole]


def test_a_missing_dwo_file_is_told(tmp_path, rows):
    path = compiled(tmp_path, "gcc", "-O2", "-gsplit-dwarf")
    for dwo in tmp_path.glob("*.dwo"):
        dwo.unlink()
    told = rows(path, said=f"1 of 1 units without their other file: {path}: ")
    assert any(line.endswith("/src/main.c:13") for line in told)
    assert not any("(inlined)" in line for line in told)


def test_rows_are_the_same_each_time(tmp_path, dwarf_rows):
    path = compiled(tmp_path, "g++", "-O2")
    first, second = (subprocess.run([dwarf_rows, path], capture_output=True, check=True).stdout
                     for _ in range(2))
    assert first == second != b""


CALLS = """
int put(int);
volatile int last;
static inline int twice(int x) { return x + x; }
int (*const whole)(int) = twice;
int leaf(int x) { return x * 3; }
int inlines(int x) { return twice(x) + last; }
void stores(void) { last = 1; }
int calls(int x) { return put(x) + 1; }
int calls_within(int x) { for (int i = 0; i < x; i++) { int y = put(i); last = y; } return x; }
int tail(int x) { return put(x + 1); }
void points(void (*f)(void)) { f(); f(); }
__attribute__((noinline)) static int part(int *x) { return twice(x[0]); }
int calls_part(int *x) { return part(x) + last; }
"""


class Calls(NamedTuple):
    returns: set
    described: list

    def describes(self, begin, end):
        return any(a <= begin and end <= b for a, b in self.described)


def calls_of(dwarf_rows, path):
    """What dwarf_rows tells of calls."""
    told = [line.split() for line in subprocess.run(
        [dwarf_rows, "-c", path], capture_output=True, text=True, check=True).stdout.splitlines()]
    return Calls({int(words[1], 16) for words in told if words[0] == "return"},
                 [(int(words[1], 16), int(words[2], 16)) for words in told
                  if words[0] == "described"])


def functions_of(path):
    """The address, the end and what is behind each call of functions, as nm and objdump show."""
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], capture_output=True,
                          text=True, check=True).stdout
    found = re.findall(r"^ +([0-9a-f]+):\t(\w+)", code, re.M)
    behind = [int(after[0], 16) for (_, word), after in zip(found, found[1:]) if word == "call"]
    for line in subprocess.run(["nm", "-S", path], capture_output=True, text=True,
                               check=True).stdout.splitlines():
        addr, size, kind, name = (line.split() + [""] * 3)[:4]
        if kind in "tT" and name:
            begin, end = int(addr, 16), int(addr, 16) + int(size, 16)
            yield name, begin, end, {a for a in behind if begin < a <= end}


@pytest.mark.parametrize("compiler, options", [
    *(("gcc", [level, f"-gdwarf-{version}"]) for level in ("-O0", "-O1", "-O2", "-Os")
      for version in (3, 5)),
    *(("clang", [level, f"-gdwarf-{version}"]) for level in ("-O1", "-O2", "-Os")
      for version in (4, 5)),
    ("gcc", ["-O2", "-flto"]), ("gcc", ["-O2", "-gsplit-dwarf"])])
def test_what_calls_nothing_is_described(tmp_path, dwarf_rows, compiler, options):
    """Both compilers say of such a function too that all of its calls are listed."""
    (tmp_path / "calls.c").write_text(CALLS)
    (tmp_path / "put.c").write_text("int put(int x) { return x; } int main(void) { return 0; }")
    path = tmp_path / "program"
    used = "calls leaf inlines stores calls_within tail points calls_part whole".split()
    run(compiler, "-g", *options, "-no-pie", tmp_path / "calls.c", tmp_path / "put.c", "-o", path,
        *(f"-Wl,--undefined={name}" for name in used))
    told, silent, stated = calls_of(dwarf_rows, path), 0, 0
    known = set(CALLS.replace("(", " ").split()) | {"put", "main"}
    for name, begin, end, behind in functions_of(path):
        if name not in known:
            continue
        if told.describes(begin, end):
            stated += 1
            assert {a for a in told.returns if begin < a <= end} == behind, name
            silent += not behind
        else:
            assert behind, name
    assert silent >= 3 and stated > silent or options[0] == "-O0"


def test_without_optimization_calls_are_not_told(tmp_path, dwarf_rows):
    told = calls_of(dwarf_rows, compiled(tmp_path, "clang", "-O0"))
    assert told == Calls(set(), [])


def test_return_addresses_are_behind_calls(tmp_path, dwarf_rows):
    """objdump shows the calls; of a function without -O no call sites are told."""
    path = compiled(tmp_path, "gcc", "-O2", "-no-pie", "-fno-optimize-sibling-calls")
    told = calls_of(dwarf_rows, path)
    within = {a for _, begin, end, behind in functions_of(path) for a in behind
              if told.describes(begin, end)}
    assert told.returns == within != set()
