# SPDX-License-Identifier: MIT OR Apache-2.0
"""The owner of an address, and the address of a name: rules 3 to 6."""
import itertools
import json
import random

import pytest

from command import embedded, ksym, listed, lookup, names, owner, succeeds, write
from elf import (COMMON, EM_386, EM_AARCH64, EM_ARM, EM_CSKY, EM_LOONGARCH, EM_MIPS, EM_PPC64,
                 EM_RISCV, EM_S390, EM_SH, EM_SPARCV9, EM_X86_64, FUNC, GLOBAL, GNU_UNIQUE, IFUNC,
                 LOCAL, NOTYPE, OBJECT, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS, WEAK,
                 Image, Section, Symbol)
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


@pytest.mark.parametrize("at", [0, 48, 63])
@pytest.mark.parametrize("kind", [FUNC, NOTYPE, OBJECT])
def test_a_label_within_a_stated_symbol_owns_nothing_but_is_found(tmp_path, at, kind):
    path = embedded(tmp_path, kernel(
        Symbol("memcpy", TEXT, 64, NOTYPE, LOCAL), Symbol("fixup", TEXT + at, 0, kind),
        Symbol("memset", TEXT + 128, 64)))
    assert [owner(path, TEXT + i) for i in (0, at, 47, 63, 64, 127, 128)] == [
        "memcpy", "memcpy", "memcpy", "memcpy", None, None, "memset"]
    assert (TEXT + at, 0, "fixup") in listed(path)
    assert succeeds("find", path, "fixup") == f"0x{TEXT + at:x} fixup\n"


def test_the_outer_of_nested_symbols_contains_labels_too(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("outer", TEXT, 64), Symbol("inner", TEXT + 8, 8), Symbol("loop", TEXT + 32, 0),
        Symbol("behind", TEXT + 64, 0), Symbol("next", TEXT + 80, 8)))
    assert [owner(path, TEXT + i) for i in (8, 31, 32, 63, 64, 79)] == [
        "inner", "outer", "outer", "outer", "behind", "behind"]


def test_a_label_ends_where_a_symbol_that_it_does_not_name_itself_begins(tmp_path):
    """A label within a function, or a piece of data, is a next symbol too."""
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT, 0), Symbol("literals", TEXT + 16, 8, OBJECT),
        Symbol("behind", TEXT + 24, 0), Symbol("last", TEXT + 32, 8)))
    assert [owner(path, TEXT + i) for i in (15, 16, 23, 24, 31, 32)] == [
        "label", "literals", "literals", "behind", "behind", "last"]


@pytest.mark.parametrize("size", [0, 8])
def test_a_stated_symbol_outside_its_section_covers_its_range_and_a_label_nothing(tmp_path, size):
    """Linux's swapper_pg_dir lies behind the section that it names."""
    path = embedded(tmp_path, kernel(Symbol("main", TEXT, 8),
                                     Symbol("far", TEXT + 0x1000, size)))
    assert lookup(path, TEXT + 0x1000, TEXT + 0x1007) == (
        ["far+0x0/0x8", "far+0x7/0x8"] if size else ["?", "?"])


def test_labels_of_a_dynsym_own_nothing(tmp_path):
    """It lists what is exported: nobody knows where such a label ends."""
    elf = kernel()
    elf.dynamic = [Symbol("label", TEXT, 0), Symbol("stated", TEXT + 32, 8), *elf.symbols]
    elf.symbols = None
    path = embedded(tmp_path, elf)
    assert listed(path) == [(TEXT, 0, "label"), (TEXT + 32, 8, "stated")]
    assert lookup(path, TEXT, TEXT + 32) == ["?", "stated+0x0/0x8"]


@pytest.mark.parametrize("kind", [FUNC, NOTYPE, OBJECT])
def test_a_label_is_marked_whether_it_covers_anything_or_not(tmp_path, kind):
    path = write(tmp_path, kernel(
        Symbol("f", TEXT, 16), Symbol("loop", TEXT + 8, 0, kind),
        Symbol("entry", TEXT + 16, 0, kind), Symbol("end", TEXT + 0x200, 0, kind), Symbol("mark", DATA, 0, kind, section=".data")))
    succeeds("embed", path)
    told = {s["name"]: (s["size"], s["inferred"])
            for s in json.loads(succeeds("list", "--json", path))}
    assert {name: told[name] for name in ("f", "loop", "entry", "end", "mark")} == {
        "f": (16, False), "loop": (0, True), "entry": (0x1f0, True), "end": (0, True),
        "mark": (0, False)}
    succeeds("verify", path)


# Rule 3: fill is nobody's. Code whose bytes differ stands before it.

CODE = bytes(range(1, 0x41))


def filled(tmp_path, fill, machine=EM_X86_64, before=CODE, **options):
    """The size that a label gets which begins the text of `before` and the fill."""
    text = Section(".text", TEXT, before + fill, SHF_ALLOC | SHF_EXECINSTR)
    path = embedded(tmp_path, kernel(Symbol("label", TEXT, 0), machine=machine,
                                     sections=[text], **options))
    return listed(path)[0].size


@pytest.mark.parametrize("byte", [0x00, 0x90, 0xcc, 0xff])
@pytest.mark.parametrize("count", [63, 64, 65, 5000])
def test_a_label_ends_before_64_equal_bytes(tmp_path, byte, count):
    assert filled(tmp_path, bytes([byte]) * count) == len(CODE) + (count if count < 64 else 0)


def test_fill_reaches_to_the_next_symbol(tmp_path):
    text = Section(".text", TEXT, CODE + b"\xcc" * 0x80 + CODE, SHF_ALLOC | SHF_EXECINSTR)
    for following in 0, 8:
        path = embedded(tmp_path, kernel(
            Symbol("label", TEXT, 0), Symbol("__entry_text_end", TEXT + 0x60, 0),
            Symbol("next", TEXT + 0xc0, following), machine=EM_X86_64, sections=[text]))
        assert listed(path) == [(TEXT, 0x60, "label"), (TEXT + 0x60, 0, "__entry_text_end"),
                                (TEXT + 0xc0, following or 0x40, "next")]


def test_equal_bytes_within_code_are_no_fill(tmp_path):
    assert filled(tmp_path, b"\xcc" * 100 + b"\xc3") == len(CODE) + 101


def test_a_section_of_equal_bytes_has_no_code_to_fill_up(tmp_path):
    assert filled(tmp_path, b"\x90" * 0x80, before=b"") == 0x80


NOPS = {EM_AARCH64: "1f2003d5", EM_ARM: "00f020e3", EM_RISCV: "13000000", EM_PPC64: "60000000",
        EM_MIPS: "25f80000", EM_SPARCV9: "01000000", EM_LOONGARCH: "00004003"}
SHORT_NOPS = {EM_ARM: "00bf", EM_RISCV: "0100", EM_S390: "0707", EM_SH: "0900", EM_CSKY: "036c"}


@pytest.mark.parametrize("machine, nop", [*NOPS.items(), *SHORT_NOPS.items(),
                                          (EM_S390, "c00400000000")])
@pytest.mark.parametrize("count", [63, 64, 1000])
def test_a_label_ends_before_64_equal_instructions(tmp_path, machine, nop, count):
    nop = bytes.fromhex(nop)
    covered = len(CODE) + (count * len(nop) if count < 64 else 0)
    if nop == b"\x07\x07" and count == 63:
        covered = len(CODE)  # equal bytes, 126 of them
    assert filled(tmp_path, nop * count, machine) == covered


@pytest.mark.parametrize("machine", [EM_X86_64, EM_386])
def test_where_instructions_have_any_length_only_bytes_are_fill(tmp_path, machine):
    assert filled(tmp_path, bytes.fromhex("66906690") * 100, machine) == len(CODE) + 400


def test_what_does_not_end_with_an_instruction_is_no_row_of_them(tmp_path):
    nops = bytes.fromhex(NOPS[EM_AARCH64]) * 100
    assert filled(tmp_path, nops + b"\x1f", EM_AARCH64) == len(CODE) + 401


def test_instructions_that_only_end_alike_are_no_fill(tmp_path):
    """isb ends with two bytes of nop."""
    isb = bytes.fromhex("df3f03d5")
    assert filled(tmp_path, isb + bytes.fromhex(NOPS[EM_AARCH64]) * 64, EM_AARCH64) == \
        len(CODE) + len(isb)


def test_a_section_without_bytes_has_no_fill(tmp_path):
    text = Section(".text", TEXT, b"", SHF_ALLOC | SHF_EXECINSTR, SHT_NOBITS, 0x1000)
    path = embedded(tmp_path, kernel(Symbol("label", TEXT, 0), sections=[text]))
    assert listed(path) == [(TEXT, 0x1000, "label")]


# Sections that share addresses.

OV1, OV2 = ".ov1", ".ov2"
HERE = 0x50000


def overlays(*symbols, sizes=(0x40, 0x20), flags=SHF_ALLOC | SHF_EXECINSTR):
    return kernel(*symbols, reserve=0x1000, sections=[
        Section(OV1, HERE, bytes(sizes[0]), SHF_ALLOC | SHF_EXECINSTR),
        Section(OV2, HERE, bytes(sizes[1]), flags)])


def test_overlays_do_not_cut_each_others_labels(tmp_path):
    path = embedded(tmp_path, overlays(
        Symbol("one", HERE, 0, NOTYPE, section=OV1), Symbol("two", HERE, 0, NOTYPE, section=OV2),
        Symbol("three", HERE + 16, 0, NOTYPE, section=OV2)))
    assert sorted(listed(path)) == [(HERE, 0x10, "two"), (HERE, 0x40, "one"),
                                    (HERE + 16, 0x10, "three")]
    assert [owner(path, HERE + i) for i in (0, 15, 16, 31, 32, 63, 64)] == [
        "two", "two", "three", "three", "one", "one", None]


def test_a_stated_symbol_of_another_overlay_comes_before_a_label(tmp_path):
    path = embedded(tmp_path, overlays(
        Symbol("label", HERE, 0, NOTYPE, section=OV1),
        Symbol("stated", HERE + 8, 8, section=OV2)))
    assert [owner(path, HERE + i) for i in (0, 7, 8, 15, 16, 63)] == [
        "label", "label", "stated", "stated", "label", "label"]


@pytest.mark.parametrize("at", [0, 8, 15])
def test_a_label_that_begins_under_a_stated_symbol_of_another_overlay(tmp_path, at):
    """No table can say that it goes on behind it, so it owns nothing at all."""
    path = embedded(tmp_path, overlays(
        Symbol("stated", HERE, 16, section=OV2), Symbol("label", HERE + at, 0, section=OV1)))
    assert [owner(path, HERE + i) for i in (0, 15, 16, 63)] == ["stated", "stated", None, None]
    assert (HERE + at, 0, "label") in listed(path)


@pytest.mark.parametrize("kind", [OBJECT, NOTYPE, FUNC])
def test_data_that_shares_addresses_with_code_owns_nothing(tmp_path, kind):
    """As a template of per-CPU data does, linked at an address of code."""
    path = embedded(tmp_path, overlays(
        Symbol("code", HERE, 0, section=OV1), Symbol("cpu_number", HERE + 8, 8, kind, section=OV2),
        Symbol("edge", HERE + 0x3f, 8, kind, section=OV2),
        Symbol("behind", HERE + 0x40, 8, kind, section=OV2), flags=SHF_ALLOC | SHF_WRITE))
    assert [owner(path, HERE + i) for i in (0, 8, 15, 0x3f, 0x40, 0x47, 0x48)] == [
        "code", "code", "code", "code", "behind", "behind", None]
    assert {(HERE + 8, 0, "cpu_number"), (HERE + 0x3f, 0, "edge")} <= set(listed(path))
    assert succeeds("find", path, "cpu_number") == f"0x{HERE + 8:x} cpu_number\n"


@pytest.mark.parametrize("at, size", [(-8, 9), (0x5f, 8), (0x48, 8), (-8, 0x100)])
def test_one_shared_address_is_enough(tmp_path, at, size):
    """The code is of three sections, of which two overlap and one is within another."""
    elf = overlays(Symbol("data", HERE + at, size, OBJECT, section=".data"))
    elf.sections += [Section(".ov3", HERE + 0x30, bytes(0x30), SHF_ALLOC | SHF_EXECINSTR),
                     Section(".ov4", HERE + 0x34, bytes(8), SHF_ALLOC | SHF_EXECINSTR)]
    assert listed(embedded(tmp_path, elf)) == [(HERE + at, 0, "data")]


@pytest.mark.parametrize("at", [-8, 0x40])
def test_data_beside_code_owns_its_bytes(tmp_path, at):
    elf = overlays(Symbol("data", HERE + at, 8, OBJECT, section=".data"))
    assert listed(embedded(tmp_path, elf)) == [(HERE + at, 8, "data")]


def test_info_counts_the_objects_that_own_nothing(tmp_path):
    path = write(tmp_path, overlays(
        Symbol("code", HERE, 0, section=OV1), Symbol("hidden", HERE + 8, 8, OBJECT, section=OV2),
        Symbol("bare", HERE + 0x50, 0, OBJECT, section=OV2),
        Symbol("literals", HERE + 0x40, 0, OBJECT, section=OV1),
        Symbol("mark", DATA, 0, NOTYPE, section=".data"),
        Symbol("var", DATA, 8, OBJECT, section=".data"), flags=SHF_ALLOC | SHF_WRITE))
    succeeds("embed", path)
    assert "\nobjects of size 0: 2\n" in succeeds("info", path)


def test_data_around_code_owns_nothing(tmp_path):
    path = embedded(tmp_path, overlays(
        Symbol("all", HERE - 16, 0x100, OBJECT, section=OV2), Symbol("f", HERE + 8, 8, section=OV1),
        flags=SHF_ALLOC))
    assert [owner(path, HERE + i) for i in (-1, 7, 8, 16, 0x40)] == [None, None, "f", None, None]


# A map has no sections.

def of_map(tmp_path, text):
    path, out = tmp_path / "map", tmp_path / "table"
    path.write_text(text)
    succeeds("table", "--map", path, "-o", out)
    return out


@pytest.mark.parametrize("distance, size", [(1, 1), (0x10000, 0x10000), (0x10001, 0x1000)])
def test_a_label_of_a_map_does_not_cross_a_hole(tmp_path, distance, size):
    table = of_map(tmp_path, f"{TEXT:016x} t foo\n{TEXT + distance:016x} d next\n")
    assert listed(table) == [(TEXT, size, "foo"), (TEXT + distance, 0, "next")]


@pytest.mark.parametrize("at, size", [(0, 0x1000), (4, 0xffc), (0xfff, 1)])
def test_the_last_label_of_a_map_ends_with_its_page(tmp_path, at, size):
    assert listed(of_map(tmp_path, f"{TEXT + at:016x} T last\n")) == [(TEXT + at, size, "last")]
    top = 2**64 - 0x1000 + at
    assert listed(of_map(tmp_path, f"{top:016x} T top\n")) == [(top, size, "top")]


def test_a_map_with_sizes_has_stated_symbols_and_labels(tmp_path):
    table = of_map(tmp_path, f"{TEXT:016x} 40 T f\n{TEXT + 8:016x} 0 t loop\n"
                   f"{TEXT + 0x40:016x} 0 t behind\n{TEXT + 0x60:016x} 0 D data\n")
    assert listed(table) == [(TEXT, 0x40, "f"), (TEXT + 8, 0, "loop"),
                             (TEXT + 0x40, 0x20, "behind"), (TEXT + 0x60, 0, "data")]


FORMS = [("--format", "compact"), ("--format", "flat"), ()]


@pytest.mark.parametrize("size", [2**59 - 1, 2**59, 2**60 + 1, 2**64 - 1 - TEXT])
@pytest.mark.parametrize("form", FORMS, ids=["compact", "flat", "none"])
def test_a_size_of_more_than_59_bits(tmp_path, form, size):
    """No table states it. Behind what is stated nobody owns an address, and verify agrees."""
    far = TEXT + 2**59
    path = write(tmp_path, kernel(Symbol("wide", TEXT, size), Symbol("within", TEXT + 16, 8),
                                  Symbol("label", far, 0, section=".far"), sections=[Section(
                                      ".far", far, b"", SHF_ALLOC | SHF_EXECINSTR, SHT_NOBITS,
                                      size=2**61)]))
    if form:
        succeeds("embed", *form, path)
        succeeds("verify", path)
        assert listed(path) == [(TEXT, 2**59 - 1, "wide"), (TEXT + 16, 8, "within"),
                                (far, 2**59 - 1, "label")]
    asked = (TEXT + 16, TEXT + 24, far - 2, far - 1, far, far + 2**59 - 2, far + 2**59 - 1)
    said = ksym("lookup", path, *map(hex, asked)).out
    assert [line.split()[1] for line in said.splitlines()] == [
        "within+0x0/0x8", "wide+0x18/0x7ffffffffffffff",
        "wide+0x7fffffffffffffe/0x7ffffffffffffff", "?",
        "label+0x0/0x7ffffffffffffff", "label+0x7fffffffffffffe/0x7ffffffffffffff", "?"]


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


@pytest.mark.parametrize("bits", [32, 64])
def test_a_size_beyond_the_address_space_ends_with_it(tmp_path, bits):
    top = 1 << bits
    vectors = Section(".vectors", top - 0x100, bytes(0x100), SHF_ALLOC | SHF_EXECINSTR)
    path = embedded(tmp_path, kernel(
        Symbol("huge", top - 0x80, 0x1000, section=".vectors"),
        Symbol("endless", top - 0x100, top - 1, section=".vectors"),
        sections=[vectors], bits=bits))
    assert listed(path) == [(top - 0x100, 0x100, "endless"), (top - 0x80, 0x80, "huge")]
    assert lookup(path, 0, 0x100, TEXT) == ["?"] * 3


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
    "FUNC before GNU_IFUNC": (code("__zzz", bind=LOCAL), code("a", kind=IFUNC)),
    "GNU_IFUNC before OBJECT": (code("__zzz", kind=IFUNC, bind=LOCAL), code("a", kind=OBJECT)),
    "OBJECT before NOTYPE": (code("__zzz", kind=OBJECT, bind=LOCAL), code("a", kind=NOTYPE)),
    "FUNC before binding, for labels": (code("__zzz", 0, bind=LOCAL), code("a", 0, NOTYPE)),
    "COMMON is an OBJECT": (code("__zzz", kind=COMMON, bind=LOCAL), code("a", kind=NOTYPE)),
    "global before weak": (code("__zzz"), code("a", bind=WEAK)),
    "weak before local": (code("__zzz", bind=WEAK), code("a", bind=LOCAL)),
    "unique counts as global": (code("__zzz", bind=GNU_UNIQUE), code("a", bind=WEAK)),
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
                  code("a_weak", bind=WEAK), code("a_local", bind=LOCAL),
                  code("a_resolver", kind=IFUNC), code("a_object", kind=OBJECT),
                  code("a_common", kind=COMMON, bind=WEAK), code("a_label", kind=NOTYPE)]
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
