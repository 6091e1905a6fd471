# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which symbol an address belongs to, and which address a name: rules 3 to 6."""
import itertools
import random

import pytest

from command import embedded, listed, lookup, names, owner, succeeds
from elf import (EM_ARM, FUNC, GLOBAL, LOCAL, NOTYPE, OBJECT, SHF_ALLOC, SHF_EXECINSTR,
                 WEAK, Image, Section, Symbol)
from kernels import BSS, COUNT, DATA, TEXT, kernel


# Rule 3: sizes that the ELF does not state.

def test_an_unsized_label_reaches_to_the_next_symbol(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("_start", TEXT, 0, NOTYPE), Symbol("main", TEXT + 0x24, 8)))
    assert listed(path) == [(TEXT, 0x24, "_start"), (TEXT + 0x24, 8, "main")]


@pytest.mark.parametrize("kind", [FUNC, NOTYPE, OBJECT])
def test_it_is_the_section_that_decides_not_the_type(tmp_path, kind):
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT, 0, kind), Symbol("main", TEXT + 0x24, 8)))
    assert listed(path)[0] == (TEXT, 0x24, "label")


def test_the_last_unsized_label_reaches_to_the_end_of_its_section(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("last", TEXT + 0x40, 0), text_size=0x100))
    assert listed(path) == [(TEXT + 0x40, 0xC0, "last")]


def test_an_unsized_label_stays_in_its_section(tmp_path):
    boot = Section(".boot", 0x9000, bytes(0x20), SHF_ALLOC | SHF_EXECINSTR)
    path = embedded(tmp_path, kernel(
        Symbol("reset", 0x9010, 0, section=".boot"), Symbol("main", TEXT, 8),
        sections=[boot]))
    assert listed(path) == [(0x9010, 0x10, "reset"), (TEXT, 8, "main")]


def test_a_label_at_the_end_of_its_section_owns_nothing(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("main", TEXT, 8), Symbol("__text_end", TEXT + 0x100, 0, NOTYPE),
        text_size=0x100))
    assert listed(path) == [(TEXT, 8, "main"), (TEXT + 0x100, 0, "__text_end")]


def test_a_label_beyond_its_section_owns_nothing(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("far", TEXT + 0x300, 0), text_size=0x100))
    assert listed(path) == [(TEXT + 0x300, 0, "far")]


def test_unsized_labels_at_one_address_share_one_range(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("entry", TEXT, 0), Symbol("start", TEXT, 0), Symbol("main", TEXT + 32, 8)))
    assert sorted(listed(path)) == [(TEXT, 32, "entry"), (TEXT, 32, "start"),
                                    (TEXT + 32, 8, "main")]


@pytest.mark.parametrize("out", [
    pytest.param(Symbol("$d", TEXT + 16, 0, NOTYPE, LOCAL), id="mapping symbol"),
    pytest.param(Symbol(".L1", TEXT + 16, 0, NOTYPE, LOCAL), id="local label"),
])
def test_what_is_no_symbol_ends_no_label(tmp_path, out):
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT, 0), out, Symbol("main", TEXT + 32, 8)))
    assert listed(path)[0] == (TEXT, 32, "label")


def test_an_unsized_label_inside_a_function_owns_up_to_the_next_symbol(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("memcpy", TEXT, 64), Symbol("fixup", TEXT + 48, 0),
        Symbol("memset", TEXT + 64, 64)))
    assert [owner(path, TEXT + i) for i in (0, 47, 48, 63, 64)] == [
        "memcpy", "memcpy", "fixup", "fixup", "memset"]


@pytest.mark.parametrize("section, addr", [(".data", DATA), (".bss", BSS)])
def test_unsized_data_is_found_but_owns_no_address(tmp_path, section, addr):
    path = embedded(tmp_path, kernel(Symbol("__mark", addr + 16, 0, NOTYPE, section=section)))
    assert listed(path) == [(addr + 16, 0, "__mark")]
    assert succeeds("find", path, "__mark") == f"0x{addr + 16:x} __mark\n"
    assert lookup(path, addr + 15, addr + 16, addr + 17) == ["?"] * 3


def test_a_mark_on_an_object_leaves_the_object_its_bytes(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("__data_start", DATA, 0, NOTYPE, section=".data"),
        Symbol("table", DATA, 16, OBJECT, section=".data"),
        Symbol("__middle", DATA + 8, 0, NOTYPE, section=".data")))
    assert lookup(path, DATA, DATA + 8, DATA + 16) == ["table+0x0/0x10", "table+0x8/0x10", "?"]


# Rule 4: which range wins.

def test_ranges_are_half_open_and_gaps_have_no_symbol(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("a", TEXT + 16, 16), Symbol("b", TEXT + 40, 1)))
    expected = {15: "?", 16: "a+0x0/0x10", 31: "a+0xf/0x10", 32: "?", 39: "?",
                40: "b+0x0/0x1", 41: "?"}
    assert lookup(path, *(TEXT + i for i in expected)) == list(expected.values())


def test_the_inner_of_two_nested_ranges_wins_and_the_outer_goes_on_behind_it(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("outer", TEXT, 0x100), Symbol("inner", TEXT + 0x40, 0x20),
        Symbol("core", TEXT + 0x48, 8)))
    expected = {0: "outer", 0x3F: "outer", 0x40: "inner", 0x47: "inner", 0x48: "core",
                0x4F: "core", 0x50: "inner", 0x5F: "inner", 0x60: "outer", 0xFF: "outer",
                0x100: None}
    assert {i: owner(path, TEXT + i) for i in expected} == expected


def test_the_later_of_two_overlapping_ranges_wins(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("a", TEXT, 0x80), Symbol("b", TEXT + 0x40, 0x80)))
    expected = {0x3F: "a", 0x40: "b", 0x7F: "b", 0x80: "b", 0xBF: "b", 0xC0: None}
    assert {i: owner(path, TEXT + i) for i in expected} == expected


def test_the_smaller_of_two_ranges_with_one_start_wins(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("large", TEXT, 0x40), Symbol("small", TEXT, 0x10, NOTYPE, LOCAL)))
    expected = {0: "small", 0xF: "small", 0x10: "large", 0x3F: "large", 0x40: None}
    assert {i: owner(path, TEXT + i) for i in expected} == expected


@pytest.mark.parametrize("bits", [32, 64])
def test_a_range_may_end_with_the_address_space(tmp_path, bits):
    top = 1 << bits
    vectors = Section(".vectors", top - 0x100, bytes(0x100), SHF_ALLOC | SHF_EXECINSTR)
    path = embedded(tmp_path, kernel(
        Symbol("stated", top - 0x100, 0x80, section=".vectors"),
        Symbol("inferred", top - 0x80, 0, section=".vectors"),
        sections=[vectors], bits=bits, machine=EM_ARM if bits == 32 else 183))
    assert listed(path) == [(top - 0x100, 0x80, "stated"), (top - 0x80, 0x80, "inferred")]
    assert lookup(path, top - 0x101, top - 0x81, top - 1) == [
        "?", "stated+0x7f/0x80", "inferred+0x7f/0x80"]


def test_address_zero_can_be_owned(tmp_path):
    low = Section(".low", 0, bytes(16), SHF_ALLOC | SHF_EXECINSTR)
    path = embedded(tmp_path, kernel(Symbol("reset", 0, 8, section=".low"), sections=[low]))
    assert lookup(path, 0, 7, 8) == ["reset+0x0/0x8", "reset+0x7/0x8", "?"]


def the_rule(ranges, addr):
    """Rule 4, word for word: the greatest start, then the smallest size."""
    around = [r for r in ranges if r[0] <= addr < r[0] + r[1]]
    return max(around, key=lambda r: (r[0], -r[1]), default=None)


@pytest.mark.parametrize("seed", range(4))
def test_a_heap_of_ranges_at_every_boundary(tmp_path, seed):
    rng = random.Random(seed)
    ranges = {(TEXT + rng.randrange(0x100), rng.randrange(1, 0x60)) for _ in range(40)}
    path = embedded(tmp_path, kernel(
        *(Symbol(f"f_{a:x}_{s:x}", a, s) for a, s in sorted(ranges)), reserve=0x1000))
    addresses = range(TEXT - 1, TEXT + 0x170)
    owners = [the_rule(ranges, addr) for addr in addresses]
    assert lookup(path, *addresses) == [
        f"f_{o[0]:x}_{o[1]:x}+0x{addr - o[0]:x}/0x{o[1]:x}" if o else "?"
        for addr, o in zip(addresses, owners)]


# Rule 5: which of several symbols with one range. In each pair the first is
# preferred by the criterion named, and the second by every one that follows.

def code(name, size=16, kind=FUNC, bind=GLOBAL):
    return Symbol(name, TEXT, size, kind, bind)


PREFERENCES = {
    "global before weak": (code("__zzz", kind=NOTYPE), code("a", bind=WEAK)),
    "weak before local": (code("__zzz", kind=NOTYPE, bind=WEAK), code("a", bind=LOCAL)),
    "FUNC before OBJECT": (code("__zzz", 0), code("a", kind=OBJECT)),
    "OBJECT before NOTYPE": (code("__zzz", 0, kind=OBJECT), code("a", kind=NOTYPE)),
    "stated before inferred": (code("__zzz"), code("a", 0)),
    "fewer leading underscores": (code("zzz"), code("_a")),
    "one underscore before two": (code("_zzz"), code("__a")),
    "shorter": (code("zz"), code("aaa")),
    "byte order": (code("ab"), code("ac")),
    "byte order is of capitals first": (code("Z"), code("a")),
    "byte order is unsigned": (code("zz"), code("\u00e9")),
    "underscores inside do not count": (code("a__b"), code("a__c")),
}


@pytest.mark.parametrize("pair", PREFERENCES.values(), ids=PREFERENCES)
@pytest.mark.parametrize("turned", [False, True], ids=["as given", "turned round"])
def test_the_preferred_alias_answers_and_both_are_found(tmp_path, pair, turned):
    order = pair[::-1] if turned else pair
    path = embedded(tmp_path, kernel(*order, Symbol("next", TEXT + 16, 16)))
    preferred, other = (symbol.name for symbol in pair)
    assert owner(path, TEXT) == owner(path, TEXT + 15) == preferred
    assert names(path) == [other, preferred, "next"]
    for name in preferred, other:
        assert succeeds("find", path, name) == f"0x{TEXT:x} {name}\n"


def test_a_whole_family_of_aliases_is_in_order(tmp_path):
    best_first = [code("main"), code("start"), code("_main"), code("__main"),
                  code("a_object", kind=OBJECT), code("a_label", kind=NOTYPE),
                  code("a_weak", bind=WEAK), code("a_local", bind=LOCAL)]
    mixed = best_first[::2] + best_first[1::2]
    path = embedded(tmp_path, kernel(*mixed))
    assert names(path) == [symbol.name for symbol in reversed(best_first)]


def test_entries_ascend_by_address_and_descend_by_size(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("c", TEXT + 8, 8), Symbol("small", TEXT, 4), Symbol("large", TEXT, 12),
        Symbol("var", DATA, 0, OBJECT, section=".data")))
    assert [(a, s) for a, s, _ in listed(path)] == [
        (TEXT, 12), (TEXT, 4), (TEXT + 8, 8), (DATA, 0)]


# Rule 6: finding.

def test_find_tells_every_match_lowest_address_first(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("init", TEXT + 32, 8, bind=GLOBAL), Symbol("init", TEXT + 16, 8, bind=LOCAL),
        Symbol("init", DATA, 8, OBJECT, LOCAL, ".data"), Symbol("initial", TEXT, 8)))
    assert succeeds("find", path, "init") == "".join(
        f"0x{a:x} init\n" for a in (TEXT + 16, TEXT + 32, DATA))


def test_an_alias_that_answers_no_lookup_is_found_all_the_same(tmp_path):
    aliases = ["".join(p) for p in itertools.product("ab", repeat=3)]
    path = embedded(tmp_path, kernel(*(code(name) for name in aliases)))
    assert succeeds("find", path, *aliases) == "".join(
        f"0x{TEXT:x} {name}\n" for name in aliases)


def test_exact_duplicates_collapse(tmp_path):
    twin = Symbol("twin", TEXT, 8, bind=LOCAL)
    path = embedded(tmp_path, kernel(twin, twin, Symbol("twin", TEXT + 8, 8, bind=LOCAL)))
    assert listed(path) == [(TEXT, 8, "twin"), (TEXT + 8, 8, "twin")]
    assert succeeds("find", path, "twin") == f"0x{TEXT:x} twin\n0x{TEXT + 8:x} twin\n"
    assert Image(path.read_bytes()).count()[0] == len(listed(path)) + len([COUNT])


def test_symbols_that_read_the_same_when_demangled_collapse(tmp_path):
    complete, base = (Symbol(f"_ZN3CpuC{i}Ev", TEXT, 8) for i in (1, 2))
    elf = kernel(complete, base)
    assert names(embedded(tmp_path, elf)) == ["Cpu::Cpu()"]
    assert sorted(names(embedded(tmp_path, elf, "--names", "mangled"))) == [
        complete.name, base.name]
