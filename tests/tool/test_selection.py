# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which symbols a table holds: rules 1 and 2."""
import struct

import pytest

from command import (FLAT, embedded, is_misused, ksym, listed, names, owner, refuses, succeeds,
                     write)
from elf import (COMMON, EM_386, EM_AARCH64, EM_ARM, EM_CSKY, EM_LOONGARCH, EM_MIPS,
                 EM_PARISC, EM_PPC64, EM_RISCV, EM_SPARCV9, EM_X86_64, FILE, FUNC, GLOBAL,
                 GNU_UNIQUE, IFUNC, LOCAL, LOPROC, NOTYPE, OBJECT, SECTION, SHF_ALLOC, SHF_TLS, SHF_WRITE,
                 SHN_ABS, SHN_COMMON, SHN_UNDEF, SHT_NOBITS, TLS, WEAK, Image, Section, Symbol)
from kernels import BSS, COUNT, DATA, TABLE, TEXT, kernel

KEPT = Symbol("kept", TEXT, 16)


def is_kept(tmp_path, symbol, **options):
    """Whether a symbol gets into the table beside one that must."""
    found = names(embedded(tmp_path, kernel(KEPT, symbol, **options)))
    assert "kept" in found
    return found != ["kept"]


@pytest.mark.parametrize("kind", [FUNC, OBJECT, NOTYPE, IFUNC, COMMON])
@pytest.mark.parametrize("bind", [LOCAL, GLOBAL, WEAK, GNU_UNIQUE])
def test_code_and_data_of_any_binding_are_in(tmp_path, kind, bind):
    assert is_kept(tmp_path, Symbol("it", TEXT + 32, 4, kind, bind))


@pytest.mark.parametrize("section, addr", [(".text", TEXT), (".data", DATA), (".bss", BSS),
                                           (".kernel_symbols", TABLE + 8)])
def test_every_allocated_section_counts(tmp_path, section, addr):
    assert is_kept(tmp_path, Symbol("it", addr + 32, 4, OBJECT, section=section))


@pytest.mark.parametrize("symbol", [
    pytest.param(Symbol("main.c", 0, 0, FILE, LOCAL, SHN_ABS), id="file"),
    pytest.param(Symbol("section", TEXT, 0, SECTION, LOCAL), id="section"),
    pytest.param(Symbol("", TEXT, 0, SECTION, LOCAL), id="section without a name"),
    pytest.param(Symbol("thread", 0, 8, TLS), id="tls"),
    pytest.param(Symbol("extern", 0, 0, NOTYPE, GLOBAL, SHN_UNDEF), id="undefined"),
    pytest.param(Symbol("weak", 0, 0, NOTYPE, WEAK, SHN_UNDEF), id="undefined weak"),
    pytest.param(Symbol("plt", TEXT + 32, 8, FUNC, GLOBAL, SHN_UNDEF),
                 id="undefined with a value"),
    pytest.param(Symbol("PAGE_SIZE", 4096, 0, NOTYPE, GLOBAL, SHN_ABS), id="absolute"),
    pytest.param(Symbol("in_text", TEXT + 32, 8, FUNC, GLOBAL, SHN_ABS),
                 id="absolute, though its value lies in the text"),
    pytest.param(Symbol("buf", 8, 64, OBJECT, GLOBAL, SHN_COMMON), id="common"),
    pytest.param(Symbol("", TEXT + 32, 8), id="without a name"),
    pytest.param(Symbol("vendor", TEXT + 32, 8, 11), id="type for the system's use"),
    pytest.param(Symbol(".L3", TEXT + 32, 0, NOTYPE, LOCAL), id="assembler's local label"),
    pytest.param(Symbol(".Lstr", DATA, 8, OBJECT, LOCAL, ".data"), id=".L with a size"),
])
def test_what_is_no_code_and_no_data_is_out(tmp_path, symbol):
    assert not is_kept(tmp_path, symbol)


@pytest.mark.parametrize("machine, bits, kept", [
    (EM_ARM, 32, True), (EM_PARISC, 32, True), (EM_SPARCV9, 64, False), (EM_X86_64, 64, False)])
def test_a_machines_own_type_for_code(tmp_path, machine, bits, kept):
    """STT_ARM_TFUNC and STT_PARISC_MILLI; SPARC has a register of that number."""
    symbol = Symbol("it", TEXT + 32, 4, LOPROC)
    assert is_kept(tmp_path, symbol, machine=machine, bits=bits, order=">") == kept


def test_a_common_object_owns_its_bytes(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("buf", DATA, 64, COMMON, section=".data")))
    assert listed(path) == [(DATA, 64, "buf")]


def test_a_thumb_function_of_the_old_type_loses_the_bit(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("old", TEXT + 1, 8, LOPROC),
                                     Symbol("even", TEXT + 8, 8, LOPROC), machine=EM_ARM, bits=32))
    assert listed(path) == [(TEXT, 8, "old"), (TEXT + 8, 8, "even")]


PREFIXED = ["__pi_.L0", "__efistub_.Lstr", "_.L1", "a_b_.L.str"]
PREFIXED_MAPPING = {EM_ARM: ["__pi_$a", "__pi_$t", "__efistub_$d.realdata"],
                    EM_AARCH64: ["__efistub_$x", "__kvm_nvhe_$d", "__pi_$x.7"],
                    EM_RISCV: ["__pi_$x", "__pi_$d", "__pi_$xrv64i2p1_m2p0", "_$_$x"],
                    EM_CSKY: ["__pi_$t"]}


@pytest.mark.parametrize("machine, name", [
    *((EM_X86_64, name) for name in PREFIXED),
    *((machine, name) for machine, names in PREFIXED_MAPPING.items() for name in names)])
def test_what_objcopy_put_a_prefix_before_is_out(tmp_path, machine, name):
    """--prefix-symbols renames the assembler's own labels with the others."""
    bits = 64 if machine in (EM_X86_64, EM_AARCH64, EM_RISCV) else 32
    options = {"machine": machine, "bits": bits}
    assert not is_kept(tmp_path, Symbol(name, TEXT + 32, 0, NOTYPE, LOCAL), **options)
    for size, kind, bind in (4, NOTYPE, LOCAL), (0, FUNC, LOCAL), (0, NOTYPE, GLOBAL):
        assert is_kept(tmp_path, Symbol(name, TEXT + 32, size, kind, bind), **options)


@pytest.mark.parametrize("machine, name", [
    (EM_X86_64, "__pi_$x"), (EM_AARCH64, "__pi_$a"), (EM_AARCH64, "__pi$x"),
    (EM_AARCH64, "__pi_$xylophone"), (EM_AARCH64, "__pi_$"), (EM_RISCV, "__pi_$drv64"),
    (EM_AARCH64, "__pi.L0"), (EM_AARCH64, "__pi_L0"), (EM_AARCH64, "__pi_.M0")])
def test_names_that_resemble_those_are_in(tmp_path, machine, name):
    assert is_kept(tmp_path, Symbol(name, TEXT + 32, 0, NOTYPE, LOCAL), machine=machine)


@pytest.mark.parametrize("name", ["L3", ".M", "_.L3", ".text.hot", "a.Lb", "main.c"])
def test_names_that_resemble_local_labels_are_in(tmp_path, name):
    assert is_kept(tmp_path, Symbol(name, TEXT + 32, 8))


def test_the_tables_own_markers_are_out(tmp_path):
    path = embedded(tmp_path, kernel(KEPT))
    assert {b"__kernel_symbols_start", b"__kernel_symbols_end"} <= {
        name for name, _ in Image(path.read_bytes()).symbols()}
    assert names(path) == ["kept"]


def test_the_count_is_an_object_like_any_other(tmp_path):
    path = embedded(tmp_path, kernel(KEPT))
    assert COUNT in succeeds("list", path)


def test_sections_that_are_not_loaded_are_out(tmp_path):
    comment = Section(".comment", 0, bytes(64), flags=0)
    assert not is_kept(tmp_path, Symbol("it", 16, 8, OBJECT, section=".comment"),
                       sections=[comment])


def test_symbols_of_thread_local_sections_are_out(tmp_path):
    tdata = Section(".tdata", 0x28000, bytes(64), SHF_ALLOC | SHF_WRITE | SHF_TLS)
    assert not is_kept(tmp_path, Symbol("it", 16, 8, TLS, section=".tdata"),
                       sections=[tdata])


@pytest.mark.parametrize("machine, bits, name", [
    *((EM_ARM, 32, n) for n in ("$a", "$t", "$d", "$a.0", "$t.1", "$d.realdata")),
    *((EM_AARCH64, 64, n) for n in ("$x", "$d", "$x.0", "$d.123")),
    *((EM_RISCV, 64, n) for n in ("$x", "$d", "$x.0", "$xrv64i2p1_m2p0_a2p1_c2p0")),
    (EM_RISCV, 32, "$xrv32i2p1"),
    *((EM_CSKY, 32, n) for n in ("$t", "$d", "$d.7")),
])
def test_mapping_symbols_are_out(tmp_path, machine, bits, name):
    mapping = Symbol(name, TEXT + 32, 0, NOTYPE, LOCAL)
    assert not is_kept(tmp_path, mapping, machine=machine, bits=bits)


@pytest.mark.parametrize("name", ["__pool_f_2", "__pend_f_2"])
def test_the_bounds_of_mips16_literals_are_out(tmp_path, name):
    bound = Symbol(name, TEXT + 8, 0, OBJECT, LOCAL)
    assert not is_kept(tmp_path, bound, machine=EM_MIPS, bits=32)
    assert is_kept(tmp_path, bound, machine=EM_RISCV, bits=32)
    assert is_kept(tmp_path, Symbol(name, TEXT + 8, 8), machine=EM_MIPS, bits=32)


@pytest.mark.parametrize("machine, bits, name", [
    (EM_ARM, 32, "$about"), (EM_AARCH64, 64, "$xylophone"), (EM_AARCH64, 64, "$data"),
    (EM_AARCH64, 64, "$"), (EM_AARCH64, 64, "x$x"), (EM_RISCV, 64, "$different"),
])
def test_names_that_resemble_mapping_symbols_are_in(tmp_path, machine, bits, name):
    assert is_kept(tmp_path, Symbol(name, TEXT + 32, 8), machine=machine, bits=bits)


@pytest.mark.parametrize("bits, machine", [(32, EM_386), (64, EM_X86_64), (32, EM_ARM),
                                           (64, EM_AARCH64), (64, EM_RISCV), (64, 0x7654)])
@pytest.mark.parametrize("order", "<>")
def test_any_class_byte_order_and_machine(tmp_path, bits, machine, order):
    path = embedded(tmp_path, kernel(
        Symbol("one", TEXT, 16), Symbol("two", TEXT + 0x20, 8, bind=LOCAL),
        Symbol("var", DATA + 8, 4, OBJECT, section=".data"),
        bits=bits, machine=machine, order=order))
    expected = [(TEXT, 16, "one"), (TEXT + 0x20, 8, "two"), (DATA + 8, 4, "var")]
    assert listed(path) == expected
    entries, _ = Image(path.read_bytes()).flat()
    assert [(a, s, n.decode()) for a, s, n in entries if n.decode() != COUNT] == expected


def test_section_indices_beyond_the_16_bits_of_a_symbol(tmp_path):
    path = embedded(tmp_path, kernel(KEPT, Symbol("abs", 1, 0, NOTYPE, GLOBAL, SHN_ABS),
                                     extended=True))
    assert names(path) == ["kept"]


def test_dynsym_stands_in_for_a_missing_symtab(tmp_path):
    elf = kernel()
    elf.dynamic, elf.symbols = [KEPT, *elf.symbols], None
    assert names(embedded(tmp_path, elf)) == ["kept"]


def test_dynsym_is_not_read_beside_a_symtab(tmp_path):
    elf = kernel(KEPT, dynamic=[Symbol("exported", TEXT + 32, 8)])
    assert names(embedded(tmp_path, elf)) == ["kept"]


# Rule 2: what a machine does to values.

@pytest.mark.parametrize("kind", [FUNC, IFUNC])
@pytest.mark.parametrize("order", "<>")
def test_arm_functions_lose_the_thumb_bit(tmp_path, kind, order):
    path = embedded(tmp_path, kernel(
        Symbol("thumb", TEXT + 1, 8, kind), Symbol("arm", TEXT + 8, 8, kind),
        machine=EM_ARM, bits=32, order=order))
    assert listed(path) == [(TEXT, 8, "thumb"), (TEXT + 8, 8, "arm")]
    assert [owner(path, TEXT + i) for i in (0, 1, 7, 8)] == ["thumb"] * 3 + ["arm"]


@pytest.mark.parametrize("kind", [OBJECT, NOTYPE])
def test_odd_arm_data_keeps_its_address(tmp_path, kind):
    path = embedded(tmp_path, kernel(
        Symbol("odd", DATA + 9, 3, kind, section=".data"), machine=EM_ARM, bits=32))
    assert listed(path) == [(DATA + 9, 3, "odd")]


@pytest.mark.parametrize("machine, bits", [(EM_AARCH64, 64), (EM_386, 32), (EM_X86_64, 64)])
def test_odd_functions_of_other_machines_keep_their_address(tmp_path, machine, bits):
    path = embedded(tmp_path, kernel(Symbol("odd", TEXT + 1, 8), machine=machine, bits=bits))
    assert listed(path) == [(TEXT + 1, 8, "odd")]


def test_the_size_of_an_unsized_thumb_label_ends_at_a_thumb_function(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT + 1, 0), Symbol("next", TEXT + 17, 8),
        machine=EM_ARM, bits=32))
    assert listed(path) == [(TEXT, 16, "label"), (TEXT + 16, 8, "next")]


def with_descriptors(*symbols, entries=(TEXT, TEXT + 0x20), section=".opd", flags=1):
    """A 64-bit PowerPC kernel with a descriptor of 24 bytes for each entry point."""
    data = b"".join(struct.pack(">QQQ", entry, 0x8000, 0) for entry in entries)
    opd = Section(section, 0x24000, data, SHF_ALLOC | SHF_WRITE)
    return kernel(*symbols, sections=[opd], machine=EM_PPC64, order=">", flags=flags)


@pytest.mark.parametrize("flags", [0, 1])
@pytest.mark.parametrize("section", [".opd", ".data.descriptors"])
def test_ppc64_function_descriptors_lead_to_the_code(tmp_path, flags, section):
    path = embedded(tmp_path, with_descriptors(
        Symbol("f", 0x24000, 0x20, section=section), Symbol("g", 0x24018, 0, section=section),
        Symbol("after", TEXT + 0x30, 16), Symbol("table", 0x24000, 48, OBJECT, section=section),
        section=section, flags=flags))
    assert listed(path) == [(TEXT, 0x20, "f"), (TEXT + 0x20, 0x10, "g"),
                            (TEXT + 0x30, 16, "after"), (0x24000, 48, "table")]


def test_ppc64_functions_of_old_compilers_have_the_size_of_their_code(tmp_path):
    """`f` has the size of its descriptor, 24, and `.f` that of the function."""
    path = embedded(tmp_path, with_descriptors(
        Symbol("f", 0x24000, 24, section=".opd"), Symbol(".f", TEXT, 0x20),
        Symbol("alone", 0x24018, 24, section=".opd"), Symbol(".other", TEXT + 0x20, 8)))
    assert listed(path) == [(TEXT, 0x20, ".f"), (TEXT, 0x20, "f"),
                            (TEXT + 0x20, 24, "alone"), (TEXT + 0x20, 8, ".other")]


@pytest.mark.parametrize("entry", [0, DATA, TEXT - 1, TEXT + 0x200, 2**64 - 1])
def test_a_ppc64_descriptor_that_leads_to_no_code_is_refused_by_name(tmp_path, entry):
    elf = with_descriptors(Symbol("f", 0x24018, 0x20, section=".opd"), entries=(TEXT, entry))
    path = write(tmp_path, elf)
    said = refuses("embed", *FLAT, path, path=path)
    assert "function f" in said and "ELFv1" in said and f"{entry:#x}" in said
    assert path.read_bytes() == elf.build()


def test_a_ppc64_descriptor_that_is_not_in_the_file(tmp_path):
    path = write(tmp_path, with_descriptors(Symbol("f", 0x2402c, 0x20, section=".opd")))
    assert "0x2402c" in refuses("embed", *FLAT, path, path=path)


@pytest.mark.parametrize("first", [".opd", ".other"])
def test_a_ppc64_descriptor_is_read_from_its_own_section(tmp_path, first):
    """Another section, an overlay, has its bytes at the same addresses."""
    elf = with_descriptors(Symbol("f", 0x24000, 0x20, section=".opd"))
    other = Section(".other", 0x24000, struct.pack(">Q", TEXT + 0x80) * 6, SHF_ALLOC | SHF_WRITE)
    elf.sections.insert(1 if first == ".other" else len(elf.sections), other)
    assert listed(embedded(tmp_path, elf)) == [(TEXT, 0x20, "f")]


@pytest.mark.parametrize("opd, why", [
    pytest.param(dict(type=SHT_NOBITS, data=b"", size=48), "of zeros", id="no bits"),
    pytest.param(dict(data=bytes(7)), "has no 0x8 bytes at 0x24000", id="too short"),
    pytest.param(dict(addr=0x24001, data=bytes(48)), "at 0x24001", id="begins behind it"),
    pytest.param(dict(addr=0x23ff8, data=bytes(15)), "0xf bytes", id="ends within it"),
])
def test_a_ppc64_descriptor_of_which_bytes_lie_elsewhere(tmp_path, opd, why):
    elf = with_descriptors(Symbol("f", 0x24000, 0x20, section=".opd"))
    elf.sections[-1] = Section(".opd", **{"addr": 0x24000, "flags": SHF_ALLOC, **opd})
    # What a search by address would find.
    elf.sections.append(Section(".other", 0x23ff0, struct.pack(">Q", TEXT) * 8, SHF_ALLOC))
    path = write(tmp_path, elf)
    said = refuses("embed", *FLAT, path, path=path)
    assert "section .opd" in said and why in said
    assert path.read_bytes() == elf.build()


@pytest.mark.parametrize("order", "<>")
def test_ppc64_elfv2_needs_no_descriptors(tmp_path, order):
    path = embedded(tmp_path, kernel(KEPT, machine=EM_PPC64, order=order, flags=2))
    assert names(path) == ["kept"]


# st_other of microMIPS (with PIC, and alone) and MIPS16 code.
@pytest.mark.parametrize("other", [0x80, 0xa0, 0xf0])
@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_micromips_and_mips16_code_loses_the_isa_bit(tmp_path, other, bits, order):
    path = embedded(tmp_path, kernel(
        Symbol("f", TEXT + 1, 8, other=other), Symbol("even", TEXT + 8, 8, other=other),
        Symbol("label", TEXT + 17, 8, NOTYPE, other=other),
        machine=EM_MIPS, bits=bits, order=order))
    assert listed(path) == [(TEXT, 8, "f"), (TEXT + 8, 8, "even"), (TEXT + 16, 8, "label")]


def test_the_isa_bit_in_a_mips_dynsym_has_no_mark(tmp_path):
    elf = kernel(machine=EM_MIPS, bits=32, order=">")
    elf.dynamic, elf.symbols = [Symbol("f", TEXT + 1, 8), *elf.symbols], None
    assert listed(embedded(tmp_path, elf)) == [(TEXT, 8, "f")]


@pytest.mark.parametrize("other", [0, 0x08, 0x20])
def test_odd_mips_data_keeps_its_address(tmp_path, other):
    path = embedded(tmp_path, kernel(Symbol("odd", DATA + 9, 3, OBJECT, section=".data", other=other),
                                     machine=EM_MIPS, bits=32, order=">"))
    assert listed(path) == [(DATA + 9, 3, "odd")]


@pytest.mark.parametrize("bits", [32, 64])
def test_loongarch_needs_no_rule(tmp_path, bits):
    """No toolchain for it is packaged in Debian 12."""
    path = embedded(tmp_path, kernel(
        Symbol("f", TEXT, 0), Symbol(".L1", TEXT + 8, 0, NOTYPE, LOCAL),
        Symbol("label", TEXT + 16, 0, NOTYPE, LOCAL), Symbol("odd", DATA + 1, 2, OBJECT,
                                                             section=".data"),
        machine=EM_LOONGARCH, bits=bits))
    assert listed(path) == [(TEXT, 16, "f"), (TEXT + 16, 0x200 - 16, "label"),
                            (DATA + 1, 2, "odd")]


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_plain_mips_is_taken(tmp_path, bits, order):
    path = embedded(tmp_path, kernel(KEPT, machine=EM_MIPS, bits=bits, order=order))
    assert names(path) == ["kept"]


# The user's own selection comes on top of the rules.

def test_select_functions(tmp_path):
    """Code is a function whatever its type says, data among code is not."""
    elf = kernel(KEPT, Symbol("resolver", TEXT + 16, 8, IFUNC),
                 Symbol("label", TEXT + 32, 0, NOTYPE),
                 Symbol("literals", TEXT + 48, 8, OBJECT),
                 Symbol("var", DATA, 8, OBJECT, section=".data"),
                 Symbol("buf", BSS, 8, OBJECT, section=".bss"))
    path = embedded(tmp_path, elf, "--select", "functions")
    assert names(path) == ["kept", "resolver", "label"]
    assert COUNT not in succeeds("list", path)


def test_select_all_is_the_default(tmp_path):
    elf = kernel(KEPT, Symbol("var", DATA, 8, OBJECT, section=".data"))
    said = embedded(tmp_path, elf, "--select", "all", name="said").read_bytes()
    assert said == embedded(tmp_path, elf).read_bytes()


@pytest.mark.parametrize("options, expected", [
    (["--include", "irq"], ["do_irq", "irq_enable"]),
    (["--include", "^irq"], ["irq_enable"]),
    (["--include", "^(irq|timer)_"], ["irq_enable", "timer_start"]),
    (["--exclude", "irq"], ["timer_start"]),
    (["--include", "irq", "--exclude", "^do"], ["irq_enable"]),
    (["--include", "[a-z]{6}_s"], []),
    (["--include", "[a-z]{5}_s"], ["timer_start"]),
])
def test_include_and_exclude_are_extended_regular_expressions(tmp_path, options, expected):
    path = write(tmp_path, kernel(
        Symbol("do_irq", TEXT, 16), Symbol("irq_enable", TEXT + 16, 16),
        Symbol("timer_start", TEXT + 32, 16)))
    result = ksym("embed", *FLAT, *options, path)
    assert result.status == 0 and ("no symbol matches" in result.err) == (not expected)
    assert names(path) == expected


def test_include_sees_the_name_that_will_be_stored(tmp_path):
    elf = kernel(Symbol("_ZN3cpu4haltEv", TEXT, 16), KEPT)
    option = ("--include", "^cpu::halt")
    assert names(embedded(tmp_path, elf, *option)) == ["cpu::halt()"]
    path = write(tmp_path, elf)
    assert ksym("embed", *FLAT, *option, "--names", "mangled", path).status == 0
    assert names(path) == []


def test_an_excluded_symbol_gives_its_bytes_to_nobody(tmp_path):
    path = embedded(tmp_path, kernel(
        Symbol("label", TEXT, 0), Symbol("secret", TEXT + 16, 16),
        Symbol("after", TEXT + 32, 16)), "--exclude", "secret")
    assert listed(path) == [(TEXT, 16, "label"), (TEXT + 32, 16, "after")]
    assert owner(path, TEXT + 16) is None


# Patterns that the C library's regcomp follows with its stack, or writes out.

DEEP = "(" * 65 + "a" + ")" * 65


@pytest.mark.parametrize("pattern, reason", [
    (DEEP, "parentheses more than 64 deep"),
    ("(" * 30_000 + "a" + ")" * 30_000, "parentheses more than 64 deep"),
    ("a{8193}", "8192 characters"), ("(a{255}){255}", "8192 characters"),
    ("((((a{9}){9}){9}){9}){9}", "8192 characters"), ("a{20}{20}{30}", "8192 characters"),
    ("a{9000,}", "8192 characters"), ("(ab){1,5000}", "8192 characters"),
    ("a" * 8193, "8192 characters"), ("a{99999999999999999999}", "8192 characters"),
    ("(" * 14 + "a" + "+)" * 14, "8192 characters"),
    (r"(a*)*\1", "back references"), (r"(x)(y)\2", "back references"),
])
@pytest.mark.parametrize("option", ["--include", "--exclude"])
def test_a_pattern_that_costs_too_much_is_wrong_usage(tmp_path, option, pattern, reason):
    path = write(tmp_path, kernel(KEPT))
    said = is_misused("table", option, pattern, path, "-o", tmp_path / "table")
    assert said.startswith(f"ksym: {option} '{pattern[:64]}") and reason in said
    assert said.count("\n") == 1 and not (tmp_path / "table").exists()


@pytest.mark.parametrize("pattern", [
    "(" * 64 + "kept" + ")" * 64, "k{1}e{0,3}pt", "^(kept|a{4000})$", "[[:alpha:]]{4}", "[]k{9999}]",
    "[^]{9999}]", "[[.k.]]ept", r"kept|\\1", "k|" * 4000 + "kept", "(k(e(p(t+)+)+)+)+", "kept{1,2}",
])
def test_patterns_that_are_no_burden_are_taken(tmp_path, pattern):
    path, table = write(tmp_path, kernel(KEPT)), tmp_path / "table"
    succeeds("table", "--include", pattern, path, "-o", table)
    assert names(table) == ["kept"]
