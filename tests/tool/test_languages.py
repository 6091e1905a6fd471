# SPDX-License-Identifier: MIT OR Apache-2.0
"""Names as compilers of C++, Rust and D make them, against nm -C."""
import re

import pytest

from command import listed, names, shown_by_nm, succeeds, write
from elf import LOCAL, Symbol
from kernels import TEXT, kernel
from machines import run


def expected(directory, mangled):
    """nm's, and where it does not know a name for its suffix, that left standing."""
    short = [name.split(".")[0] for name in mangled]
    return [whole if whole != name or not re.match(r"_[ZR].*\.", name)
            else without + name[name.index("."):]
            for name, whole, without in zip(mangled, shown_by_nm(directory, mangled),
                                            shown_by_nm(directory, short))]


def stored(directory, mangled):
    """The names in a table of these, in their order."""
    path = write(directory, kernel(*(Symbol(name, TEXT + 2 * i, 2, bind=LOCAL)
                                     for i, name in enumerate(mangled)),
                                   text_size=2 * len(mangled) + 16))
    table = directory / "table"
    succeeds("table", "--exclude", "^NUM_KERNEL_SYMBOLS$", path, "-o", table, timeout=60)
    return [line.split(" ", 3)[3] for line in succeeds("list", table, timeout=60).splitlines()]


def test_every_symbol_of_libstdcxx(tmp_path):
    archive = run("g++", "-print-file-name=libstdc++.a").strip()
    rows = [line.split(" ") for line in run("nm", "--format=posix", archive).splitlines()]
    mangled = sorted({row[0] for row in rows if len(row) > 1 and not row[0].startswith(".L")})
    assert len(mangled) > 5000
    assert dict(zip(mangled, stored(tmp_path, mangled))) == dict(zip(mangled, expected(tmp_path, mangled)))


def test_the_dynamic_symbols_of_a_library_that_has_no_others(tmp_path):
    library = run("g++", "-print-file-name=libstdc++.so").strip()
    shown = run("readelf", "-W", "--dyn-syms", library).splitlines()
    rows = [line.split() for line in shown if re.match(r" +\d+: ", line)]
    mangled = [row[7].split("@")[0] for row in rows if len(row) > 7 and row[6].isdigit()
               and row[3] in ("FUNC", "OBJECT", "NOTYPE", "IFUNC")]
    assert len(mangled) > 5000
    table = tmp_path / "table"
    succeeds("table", library, "-o", table, timeout=60)
    assert set(names(table)) == set(shown_by_nm(tmp_path, mangled))


RUST = r"""
#![allow(dead_code)]
use std::fmt;
mod drivers {
    pub struct Ring<T, const N: usize> { pub slots: [T; N] }
    pub trait Device { fn read(&self, at: usize) -> u8; }
    impl<const N: usize> Device for Ring<u8, N> {
        #[inline(never)] fn read(&self, at: usize) -> u8 { self.slots[at % N] }
    }
    #[inline(never)] pub fn gr\u{fc}n(x: u32) -> u32 { x + 1 }
}
struct Panel<'a>(&'a dyn drivers::Device);
impl fmt::Display for Panel<'_> {
    #[inline(never)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0.read(3)) }
}
#[inline(never)] fn apply<F: Fn(u32) -> u32>(f: F, x: u32) -> u32 { f(x) }
fn main() {
    let ring = drivers::Ring { slots: [7u8; 16] };
    let n = std::env::args().count() as u32;
    println!("{} {}", Panel(&ring), apply(|x| drivers::gr\u{fc}n(x) * n, n));
}
""".replace(r"\u{fc}", "ü")


@pytest.mark.parametrize("mangling", ["legacy", "v0"])
def test_every_symbol_of_a_rust_program(tmp_path, mangling):
    source, program = tmp_path / "panel.rs", tmp_path / "panel"
    source.write_text(RUST)
    flags = ["-C", "symbol-mangling-version=v0"] if mangling == "v0" else []
    run("rustc", "-O", *flags, "-o", program, source)
    table, raw = tmp_path / "table", tmp_path / "raw"
    succeeds("table", program, "-o", table)
    succeeds("table", program, "-o", raw, "--names", "mangled")
    mangled = listed(raw)
    assert sum(s.name.startswith("_R" if mangling == "v0" else "_ZN") for s in mangled) > 5
    # Functions that the linker has folded into one may demangle to one name: it stands once.
    wanted = zip(mangled, expected(tmp_path, [s.name for s in mangled]))
    assert set(listed(table)) == {s._replace(name=name) for s, name in wanted}
    assert {"<panel::Panel as core::fmt::Display>::fmt", "panel::main"} <= set(names(table))
    assert ("panel::drivers::grün" in names(table)) == (mangling == "v0")


def test_d_is_known_by_its_own_demangler(tmp_path):
    mangled = ["_D3std5stdio7writelnFAyaZv", "_Dmain", "_D6kernel4uart4initFNbNiiZv",
               "_D6kernel4Ring6__ctorMFNaNbkZC6kernel4Ring", "_D6object6Object8toStringMFZAya"]
    said = run("c++filt", "--format=dlang", *mangled).splitlines()
    assert said[2] == "kernel.uart.init(int)"
    assert stored(tmp_path, mangled) == said


# The rule for what compilers append: docs/symbols.md, Names.
SUFFIXES = {
    # C++ functions, as nm -C shows them
    "_ZN3cpu4haltEv.cold": "cpu::halt() [clone .cold]",
    "_ZN3cpu4haltEv.part.0": "cpu::halt() [clone .part.0]",
    "_ZN3cpu4haltEv.constprop.0.isra.0": "cpu::halt() [clone .constprop.0] [clone .isra.0]",
    "_ZN3cpu4haltEv.llvm.123": "cpu::halt() [clone .llvm.123]",
    # what nm knows nothing of, or does not show
    "_ZN3cpu4haltEv.ABC": "cpu::halt().ABC",
    "_ZN3cpu4haltEv.cold.ABC": "cpu::halt() [clone .cold].ABC",
    "_ZL5state.lto_priv.0": "state.lto_priv.0",
    "_ZZN3cpu3getEvE4inst.1": "cpu::get()::inst.1",
    "_RNvCs1234_7mycrate3foo.cold": "mycrate::foo.cold",
    "_RNvCs1234_7mycrate3foo.cold.llvm.12": "mycrate::foo.cold",
    "_RNvCs1234_7mycrate3foo.llvm.12": "mycrate::foo",
    "_RNvCs1234_7mycrate3foo.0": "mycrate::foo", "_RNvCs1234_7mycrate3foo.0.cold": "mycrate::foo.cold",
    "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE.cold": "core::fmt::Write::write_fmt.cold",
    "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE.llvm.77": "core::fmt::Write::write_fmt",
    "_ZN58_$LT$kernel..console..Null$u20$as$u20$core..fmt..Write$GT$9write_str17h"
    "fedcba9876543210E.part.0": "<kernel::console::Null as core::fmt::Write>::write_str.part.0",
    "_D6kernel4uart4initFiZv.cold": "kernel.uart.init(int).cold",
    # behind a hash of LLVM's stands what was appended later
    "_ZN7mycrate4work17h0123456789abcdefE.llvm.123456.cold": "mycrate::work.cold",
    "_RNvCs1234_7mycrate3foo.llvm.12.warm": "mycrate::foo.warm",
    "_ZN3cpu4haltEv.llvm.123.cold": "cpu::halt() [clone .llvm.123] [clone .cold]",
    "_RNvCs1234_7mycrate3foo.llvm.x": "mycrate::foo.llvm.x",
    # versions
    "_ZN3foo3barEv@@V_2.0": "foo::bar()@@V_2.0", "_ZN3foo3barEv@V": "foo::bar()@V",
    "_Z3foov@plt": "foo()@plt", "_ZN3cpu4haltEv.cold@@V1": "cpu::halt() [clone .cold]@@V1",
    "_ZZN3cpu3getEvE4inst.1@V_1": "cpu::get()::inst.1@V_1", "main@@V_1": "main@@V_1",
    # C has no mangling; its names stay
    "main.cold": "main.cold", "probe.part.0.constprop.1": "probe.part.0.constprop.1",
    "helper.llvm.123": "helper.llvm.123", "_start.cold": "_start.cold", "_.cold": "_.cold",
    "_Z.cold": "_Z.cold", "_Zfoo.cold": "_Zfoo.cold",
}


def test_what_compilers_append_is_kept_readable(tmp_path):
    assert dict(zip(SUFFIXES, stored(tmp_path, list(SUFFIXES)))) == SUFFIXES


@pytest.mark.parametrize("name", ["_Z" + "." * 60_000, "_RNvCs1234_7mycrate3foo" + ".a" * 30_000,
                                  "_ZN3cpu4haltEv" + ".A" * 30_000], ids=["none", "rust", "c++"])
def test_a_name_of_dots_takes_no_time(tmp_path, name):
    kept, = stored(tmp_path, [name])
    assert kept in (name, *shown_by_nm(tmp_path, [name]))


# Parts of functions have names of their own in real C++ too.
COLD = r"""
namespace cpu {
[[gnu::noinline]] int halt(int x) { if (x > 9) { throw x; } return x * 3; }
template <typename T> [[gnu::noinline]] T check(T x, T y) { static T seen; return seen += x * y; }
}
struct [[gnu::abi_tag("v2")]] tagged { int n; };
[[gnu::noinline]] tagged make(int n) { return {n}; }
int main(int argc, char **)
{
        auto step = [argc](auto n) __attribute__((noinline)) { return n + argc; };
        return cpu::halt(argc) + cpu::check(argc, 7) + cpu::check(2l, argc + 0l) + step(argc) + make(argc).n;
}
"""


def test_a_cxx_program_with_parts_lambdas_and_abi_tags(tmp_path):
    source, program, table = tmp_path / "a.cc", tmp_path / "a", tmp_path / "table"
    source.write_text(COLD)
    run("g++", "-O2", "-std=c++17", "-freorder-blocks-and-partition", source, "-o", program)
    succeeds("table", program, "-o", table)
    rows = run("readelf", "-sW", program).split("'.symtab'")[1].splitlines()
    rows = [line.split() for line in rows if re.match(r" +\d+: ", line)]
    mangled = [row[7] for row in rows if len(row) > 7 and row[6].isdigit()
               and row[3] in ("FUNC", "OBJECT", "NOTYPE")]
    assert set(names(table)) == set(expected(tmp_path, mangled))
    for part in "cpu::halt(int) [clone .cold]", "{lambda(auto:1)#1}", "[abi:v2]", "check<long>":
        assert any(part in name for name in names(table)), part


# Cutting a name leaves whole characters.

@pytest.mark.parametrize("character", ["é", "世", "🦀"])
@pytest.mark.parametrize("size", range(4, 13))
def test_names_are_cut_between_characters(tmp_path, character, size):
    path, table = write(tmp_path, kernel(Symbol("ab" + 4 * character, TEXT, 8))), tmp_path / "t"
    succeeds("table", "--max-name", str(size), path, "-o", table)
    room = (size - 2) // len(character.encode())
    assert listed(table)[0].name == "ab" + min(room, 4) * character
