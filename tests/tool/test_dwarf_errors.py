# SPDX-License-Identifier: MIT OR Apache-2.0
"""Debugging information that is wrong, or made to take for ever: what tool/dwarf says of it."""
import re
import struct
import subprocess
import zlib

import pytest

from command import write
from dwarf import CPP, Die, Info, Lines, Unit, uleb
from dwarf_units import BASE, abstract, function, inlined, root, simple
from elf import EM_X86_64, SHF_ALLOC, SHF_EXECINSTR, Elf, Image, Section, Symbol


def test_a_directory_that_does_not_end_is_none(tmp_path, rows):
    info = Info()
    unit = Unit(root(info, info.sequence((BASE, 5), end=BASE + 4)))
    unit.root.attributes.append(unit.root.attributes.pop(1))
    unit.root.attributes[-1] = ("comp_dir", "string", "/unended")
    info.add(unit)
    info.info = info.number(len(info.info) - 5, 4) + info.info[4:-1]
    path = write(tmp_path, info.elf())
    assert not any("unended" in line for line in rows(path, said=""))


def test_texts_that_do_not_end_are_refused(tmp_path, rows):
    info = Info()
    info.add(Unit(root(info, info.sequence((BASE, 5), end=BASE + 4))))
    path = write(tmp_path, info.elf(Section(".debug_str", data=b"abc", flags=0)))
    rows(path, status=1, said=f"{path}: .debug_str or .debug_line_str does not end with a NUL")


def test_sections_that_are_no_bytes_are_refused(tmp_path, rows):
    """libelf would swap what it takes for symbols, of either order."""
    for order in "<>":
        info = Info(order=order)
        info.add(Unit(root(info, info.sequence((BASE, 5), end=BASE + 4))))
        elf = info.elf(Section(".debug_str", data=bytes(24), flags=0, type=2, entsize=24))
        path = write(tmp_path, elf)
        rows(path, status=1, said=f"{path}: a section with DWARF has a wrong type, expected PROGB")


def two_units(info, broken):
    """One that is wrong and one that is not, at BASE and BASE + 8."""
    good = root(info, info.sequence((BASE + 8, 7), end=BASE + 16),
                function(info, "good", BASE + 8, BASE + 16))
    return info.add(broken, Unit(good))


@pytest.mark.parametrize("program, said", [
    (b"\0\x20\x02", "opcode 0 has a wrong length"),
    (b"\0\0", "opcode 0 has a wrong length"),
    (b"\0\x0b\x02" + bytes(10), "opcode 2 has an address of a wrong size")])
def test_a_unit_whose_line_program_is_wrong_is_left_out(tmp_path, rows, program, said):
    info = Info()
    broken = Unit(root(info, info.sequence((BASE, 9), end=BASE + 4) + program))
    path = write(tmp_path, two_units(info, broken).elf())
    said = f"1 of 2 units left out: {path}: unit at .debug_info+0xb: " \
           f"line table at .debug_line+0x0: {said}"
    assert rows(path, said=said) == ["good /src/a.c:7", "? ?:0"]


@pytest.mark.parametrize("at, value, said", [
    (0, 0xff, "a length past the section's end"),
    (4, 1, "version, expected 2 to 5 (1)"), (4, 6, "version, expected 2 to 5 (6)"),
    (6, 0xf0, "a header longer than the table"), (14, 0, "with line_range 0"),
    (15, 0, "opcode_base (0)"), (15, 255, "a list past the header's end")])
def test_a_unit_whose_line_header_is_wrong_is_left_out(tmp_path, rows, at, value, said):
    """The bytes at 0, 4, 6, 14 and 15 are length, version, header_length, range and base."""
    info = Info()
    special = info.set_address(BASE) + bytes([20]) + info.set_address(BASE + 4) + b"\0\x01\x01"
    broken = Unit(root(info, special))
    info = two_units(info, broken)
    info.line = info.line[:at] + bytes([value]) + info.line[at + 1:]
    path = write(tmp_path, info.elf())
    assert rows(path, BASE + 8, said=said) == ["good /src/a.c:7"]


def test_a_unit_whose_entries_are_wrong_is_left_out(tmp_path, rows):
    """Siblings that go back, and origins in a circle."""
    info = Info()
    first = Die("base_type", [("sibling", "ref4", None)])
    first.attributes[0] = ("sibling", "ref4", first)
    broken = simple(info, info.sequence((BASE, 9), end=BASE + 4), first)
    path = write(tmp_path, two_units(info, broken).elf())
    assert rows(path, said="1 of 2 units left out")[-2:] == ["good /src/a.c:7", "? ?:0"]

    info = Info()
    a, b = Die("subprogram"), Die("subprogram")
    a.attributes, b.attributes = ([("abstract_origin", "ref4", x)] for x in (b, a))
    broken = simple(info, info.sequence((BASE, 9), end=BASE + 4), a, b,
                    inlined(info, a, 5, BASE, BASE + 4))
    path = write(tmp_path, two_units(info, broken).elf())
    assert rows(path, BASE + 8, said="abstract origins in a circle") == ["good /src/a.c:7"]


def test_an_elf_without_dwarf_is_refused(tmp_path, rows):
    elf = Info().elf()
    elf.sections = elf.sections[:1]
    path = write(tmp_path, elf)
    assert rows(path, status=1, said=f"{path}: no lines: ") == []


def test_a_way_to_compress_that_is_not_known_is_refused_by_name(tmp_path, rows):
    info = Info()
    info.add(simple(info, info.sequence((BASE, 9), end=BASE + 4)))
    elf = info.elf()
    elf.sections[1].flags = 0x800
    elf.sections[1].data = info.number(99, 4) + info.number(0, 4) + info.number(4, 8) * 2
    path = write(tmp_path, elf)
    rows(path, status=1, said=f"{path}: section .debug_info is compressed in a way (99)")


def test_zstd_is_unpacked_or_refused_by_name(tmp_path, dwarf_rows):
    """libelf unpacks it from 0.189 on."""
    info = Info()
    path = write(tmp_path, info.add(simple(info, info.sequence((BASE, 9), end=BASE + 4))).elf())
    packed = tmp_path / "packed"
    subprocess.run(["llvm-objcopy-19", "--compress-debug-sections=zstd", path, packed], check=True)
    told = {p: subprocess.run([dwarf_rows, p], capture_output=True, text=True, check=False)
            for p in (path, packed)}
    assert told[path].returncode == 0 and told[path].stdout
    if told[packed].returncode == 0:
        assert told[packed].stdout == told[path].stdout
    else:
        assert f"{packed}: section .debug_" in told[packed].stderr
        assert " is compressed in a way (2) that ksym cannot unpack" in told[packed].stderr
        assert told[packed].stdout == ""


def test_sequences_at_one_address_do_not_take_for_ever(tmp_path, rows):
    """100,000 of them, of which one is the function's: the first, the closest to its line."""
    info = Info()
    program = info.sequence((BASE, 9), end=BASE + 4)
    whole = Die("subprogram", [("name", "string", "f"), ("decl_line", "data1", 9),
                               ("low_pc", "addr", BASE), ("high_pc", "data4", 4)])
    unit = root(info, program + info.sequence((BASE, 40), end=BASE + 4) * 100000, whole)
    path = write(tmp_path, info.add(Unit(unit)).elf())
    assert rows(path) == ["f /src/a.c:9", "? ?:0"]


def test_ranges_that_many_entries_share_do_not_take_for_ever(tmp_path, rows):
    """10,000 calls with the same 10,000 ranges: 10^8 of them in a file of 400 KB."""
    info = Info()
    put = abstract("put")
    calls = [Die("inlined_subroutine", [("abstract_origin", "ref4", put),
                                        ("ranges", "sec_offset", 0)]) for _ in range(10000)]
    lists = b"".join(info.addr(8 * i) + info.addr(8 * i + 4) for i in range(1, 10001))
    unit = simple(info, info.sequence((BASE, 9), end=BASE + 4), *calls, put)
    path = write(tmp_path, info.add(unit).elf(
        Section(".debug_ranges", data=lists + bytes(16), flags=0)))
    assert rows(path, said="more ranges than its size allows") == []


def test_tables_that_many_units_share_are_read_once(tmp_path, rows):
    """3,000 units with one table of 30,000 files."""
    info = Info()
    table = root(info, info.sequence((BASE, 9), end=BASE + 4), files=[("a.c", 0)] * 30000)
    units = [Unit(Die("compile_unit", table.attributes)) for _ in range(3000)]
    path = write(tmp_path, info.add(*units).elf())
    assert rows(path) == ["? /src/a.c:9", "? ?:0"]


def test_sequences_that_overlap_are_cut(tmp_path, rows):
    """5,000 sequences over the same 5,000 calls: 25 million rows, if each had them all."""
    info = Info()
    put = abstract("put")
    calls = [inlined(info, put, 5, BASE + i, BASE + i + 1) for i in range(0, 4000, 2)]
    program = b"".join(info.sequence((BASE, i), end=BASE + 0x1000) for i in range(1, 5001))
    unit = root(info, program, function(info, "f", BASE, 2 * BASE, *calls), put)
    path = write(tmp_path, info.add(Unit(unit)).elf())
    told = rows(path)
    assert len(told) == 2000 * 3 + 1 and told[2] == "f /src/a.c:1"


def test_names_that_many_entries_share_do_not_take_for_ever(tmp_path, rows):
    """300 functions, of which each is in the scopes of those before it and in one more, of
    60,000 bytes: 2.7 GB in all."""
    info = Info()
    inner = []
    for i in reversed(range(300)):
        inner = [Die("namespace", [("name", "strp", i)], [
            function(info, f"f{i}", BASE + 4 * i, BASE + 4 * i + 4), *inner])]
    unit = Unit(root(info, info.sequence((BASE, 9), end=BASE + 1200), *inner, language=CPP))
    path = write(tmp_path, info.add(unit).elf(
        Section(".debug_str", data=b"n" * 60000 + b"\0", flags=0)))
    said = f"{path}: more names and paths than the file's size allows"
    assert rows(path, status=1, said=said) == []


def test_names_of_scopes_without_code_cost_nothing(tmp_path, rows):
    """100,000 of them, with 60,000 bytes more than the one around."""
    info = Info()
    scopes = [Die("namespace", [("name", "strp", i)], [
        Die("namespace", [("name", "strp", 0)])]) for i in range(50000)]
    unit = Unit(root(info, info.sequence((BASE, 9), end=BASE + 4), *scopes, language=CPP))
    path = write(tmp_path, info.add(unit).elf(
        Section(".debug_str", data=b"n" * 60000 + b"\0", flags=0)))
    assert rows(path) == ["? /src/a.c:9", "? ?:0"]


def test_names_of_files_that_vanish_do_not_take_for_ever(tmp_path, rows):
    """A path of 2 MB that leads nowhere, of each of 100,000 rows."""
    info = Info()
    program = info.sequence(*((BASE + i % 4096, i % 7 + 1) for i in range(100000)),
                            end=BASE + 4096)
    unit = Unit(root(info, program, files=[("a/../" * 400000, 0)], directory=""))
    path = write(tmp_path, info.add(unit).elf())
    assert rows(path, said="more names and paths than the file's size allows") == []


def test_directories_that_many_tables_share_do_not_take_for_ever(tmp_path, rows):
    """10,000 tables, each with the same directory of 2 MB: 20 GB in all."""
    info = Info()
    directory = Die("compile_unit", [("stmt_list", "sec_offset", 0), ("comp_dir", "strp", 0)])
    units = []
    for _ in range(10000):
        at = info.add_lines(Lines(b""))
        units.append(Unit(Die("compile_unit", [("stmt_list", "sec_offset", at),
                                               directory.attributes[1]])))
    path = write(tmp_path, info.add(*units).elf(
        Section(".debug_str", data=b"/abcdefg" * 250000 + b"\0", flags=0)))
    said = f"{path}: more names and paths than the file's size allows"
    assert rows("-p", "-", path, status=1, said=said) == []


@pytest.mark.parametrize("version", [4, 5])
def test_ranges_without_addresses_do_not_take_for_ever(tmp_path, rows, version):
    """20,000 calls with the same 100,000 ranges, which are empty, or bases."""
    info = Info()
    put = abstract("put")
    calls = [Die("inlined_subroutine", [("abstract_origin", "ref4", put),
                                        ("ranges", "sec_offset", 0)]) for _ in range(20000)]
    if version == 5:
        name, lists = ".debug_rnglists", b"\x05" + info.addr(BASE)
    else:
        name, lists = ".debug_ranges", info.addr(2**64 - 1) + info.addr(BASE)
    unit = simple(info, info.sequence((BASE, 9), end=BASE + 4), *calls, put, version=version)
    path = write(tmp_path, info.add(unit).elf(
        Section(name, data=lists * 100000 + bytes(16), flags=0)))
    assert rows(path, said="more ranges than its size allows") == []


def abbreviated(info, count, attributes=1):
    """Units of COUNT bytes of entries, whose abbreviation is behind 200,000 others, or has so many
    attributes that take no byte."""
    others = b"".join(uleb(i) + b"\x24\0\0\0" for i in range(2, 200002))
    flags = (uleb(0x3c) + uleb(0x19)) * attributes
    info.abbrev = others + b"\x01" + uleb(0x11) + b"\x01" + flags + b"\0\0\0"
    body = info.number(4, 2) + info.number(0, 4) + b"\x08" + b"\x01" * count + bytes(count)
    return info.number(len(body), 4) + body


def test_abbreviations_that_many_units_share_do_not_take_for_ever(tmp_path, rows):
    """5,000 units: libdw reads the 200,000 for each, 50 GB in all."""
    info = Info()
    info.info = abbreviated(info, 1) * 5000
    path = write(tmp_path, info.elf())
    rows(path, status=1, said=f"{path}: more abbreviations than the file's size allows")


def test_attributes_without_bytes_do_not_take_for_ever(tmp_path, rows):
    """A million entries with 100,000 attributes each."""
    info = Info()
    info.info = abbreviated(info, 10**6, 100000)
    path = write(tmp_path, info.elf())
    rows(path, status=1, said=f"{path}: abbreviation at .debug_abbrev+0x151c44: more than 1000 at")


def with_ids(info, kind, abbreviation, entry, count):
    """So many units of version 5 of a kind whose header has an id."""
    info.abbrev = b"\x01" + abbreviation + b"\0\0\0"
    for number in range(count):
        body = (info.number(5, 2) + bytes([kind, 8]) + info.number(0, 4) + info.number(number, 8) +
                b"\x01" + entry)
        info.info += info.number(len(body), 4) + body
    return info


def test_a_dwo_file_that_many_units_name_does_not_take_for_ever(tmp_path, dwarf_rows):
    """4,000 split units in one file: libdw makes them all again for each, 8 million."""
    info = with_ids(Info(), 5, b"\x11\0", b"", 4000)
    write(tmp_path, Elf([Section(".debug_info.dwo", data=info.info, flags=0),
                         Section(".debug_abbrev.dwo", data=info.abbrev, flags=0)],
                        machine=EM_X86_64), "units.dwo")
    info = with_ids(Info(), 4, b"\x4a\0\x76\x08", b"units.dwo\0", 4000)
    done = within(1500000, dwarf_rows, write(tmp_path, info.elf()))
    assert (done.returncode, done.stdout) == (0, "")
    said = re.fullmatch(r"(\d+) of 4000 units left out: [^\n]*: a .dwo file of more units than the "
                        r"file's size allows\n", done.stderr)
    assert said and 2000 < int(said[1]) < 4000, done.stderr


def test_many_sections_do_not_take_for_ever(tmp_path, rows):
    """60,000 of code, each with its sequence."""
    info = Info()
    program = b"".join(info.sequence((BASE + 16 * i, 9), end=BASE + 16 * i + 4)
                       for i in range(60000))
    elf = info.add(Unit(root(info, program, ranges=[]))).elf(
        *(Section("", BASE + 16 * i, bytes(4), SHF_ALLOC | SHF_EXECINSTR)
          for i in range(60000)), text_at=0, text_size=4)
    assert len(rows(write(tmp_path, elf))) == 2 * 60000


def within(memory, dwarf_rows, path):
    """What dwarf_rows says in so many KB of memory."""
    return subprocess.run(["sh", "-c", f'ulimit -v {memory} && exec "$@"', "-", dwarf_rows, path],
                          capture_output=True, timeout=20, text=True, check=False)


def test_names_that_symbols_share_do_not_take_all_memory(tmp_path, dwarf_rows):
    """10,000 symbols, each at its address with an end of one long name: 2 GB in all."""
    info = Info()
    info.add(Unit(root(info, info.sequence((BASE, 9), end=BASE + 4))))
    elf = info.elf(text_size=0x10000)
    elf.symbols = [Symbol("n" * 200000, BASE, 4),
                   *(Symbol("n", BASE + 4 * i, 4) for i in range(1, 10000))]
    data = bytearray(elf.build())
    table = Image(bytes(data)).section(".symtab")
    long = struct.unpack_from("<I", data, table["offset"] + 24)[0]
    for i in range(2, 10001):
        struct.pack_into("<I", data, table["offset"] + 24 * i, long + i)
    (tmp_path / "kernel").write_bytes(data)
    done = within(1000000, dwarf_rows, tmp_path / "kernel")
    assert (done.returncode, done.stdout) == (0, "0x1000 ? /src/a.c:9\n0x1004 ? ?:0\n"), done


def test_a_hundred_bytes_for_each_of_the_file_are_enough(tmp_path, dwarf_rows):
    """200,000 units of 12 bytes, and 2 million rows of a byte."""
    info = Info()
    ops = bytes(13 + 12 + 3 + (1 if i % 2 else -1) for i in range(2000000))
    unit = Unit(root(info, info.set_address(BASE) + ops + b"\0\x01\x01", ranges=[]))
    info.add(unit)
    body = info.number(4, 2) + info.number(0, 4) + b"\x08\0"
    info.info += (info.number(len(body), 4) + body) * 200000
    path = write(tmp_path, info.elf(text_size=16))
    assert path.stat().st_size > 4000000
    done = within(400000, dwarf_rows, path)
    assert done.returncode == 0 and "? /src/a.c:" in done.stdout


def test_what_is_packed_too_well_is_refused(tmp_path, dwarf_rows):
    """200 MB of zeros in 200 KB, in either form."""
    packed = zlib.compress(bytes(200 * 1000 * 1000), 9)
    info = Info()
    info.add(simple(info, info.sequence((BASE, 9), end=BASE + 4)))
    head = info.number(1, 4) + info.number(0, 4) + info.number(200 * 10**6, 8) + info.number(1, 8)
    for section in (Section(".debug_str", data=head + packed, flags=0x800),
                    Section(".zdebug_str", flags=0, data=b"ZLIB" +
                            (200 * 10**6).to_bytes(8, "big") + packed)):
        path = write(tmp_path, info.elf(section))
        done = within(150000, dwarf_rows, path)
        assert done.returncode == 1
        assert f"{path}: no lines: its DWARF would take 200000" in done.stderr


def test_line_tables_do_not_overlap(tmp_path, rows):
    """1,000 tables, each in the program of the one before it, as an unknown opcode."""
    info = Info()
    offsets = []
    for _ in range(1000):
        inner, info.line = info.line, b""
        info.add_lines(Lines(b"\0" + uleb(1 + len(inner)) + b"\x80" + inner))
        offsets = [0, *(len(info.line) - len(inner) + o for o in offsets)]
    units = [Unit(Die("compile_unit", [("stmt_list", "sec_offset", o)])) for o in offsets]
    path = write(tmp_path, info.add(*units).elf())
    assert rows(path, said="999 of 1000 units left out: ") == []
    rows(path, said=f"line table at .debug_line+{offsets[1]:#x}: tables overlap")


def test_deep_entries_do_not_overflow_the_stack(tmp_path, rows):
    info = Info()
    blocks = b"\x02" * 200000 + b"\0" * 200000
    unit = simple(info, info.sequence((BASE, 9), end=BASE + 4), Die("lexical_block", [], []))
    info.add(unit)
    # Entries of abbreviation 3, which get children, in the place of one block.
    size = len(info.abbrev)
    info.abbrev = info.abbrev[:size - 1] + uleb(9) + uleb(0x0b) + b"\x01\0\0" + b"\0"
    blocks = blocks.replace(b"\x02", b"\x09")
    body = info.info.rstrip(b"\0")[:-1] + blocks + b"\0\0"
    info.info = info.number(len(body) - 4, 4) + body[4:]
    path = write(tmp_path, info.elf())
    assert rows(path, BASE) == ["f /src/a.c:9"]


def test_any_byte_may_be_wrong_and_any_section_short(tmp_path, dwarf_rows):
    """It ends with rows, or says what is wrong; valgrind and sanitizers are the fuzz targets'."""
    info = Info()
    put = abstract("put", ("decl_file", "data1", 1))
    unit = simple(info, info.sequence((BASE, 9), (BASE + 2, 0), end=BASE + 4),
                  inlined(info, put, 5, BASE, BASE + 2), put)
    elf = info.add(unit).elf()
    for section in elf.sections[1:]:
        whole = section.data
        for at in range(len(whole)):
            for data in (whole[:at], whole[:at] + b"\xff" + whole[at + 1:],
                         whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:]):
                section.data = data
                path = write(tmp_path, elf)
                done = subprocess.run([dwarf_rows, path], capture_output=True, timeout=10,
                                      check=False)
                assert done.returncode in (0, 1), (section.name, at, done)
        section.data = whole


def test_memory_that_runs_out_is_an_error(tmp_path, dwarf_rows, faults):
    """At each allocation, libdw's too: the whole answer, or one line. Of units up to version 4
    libdw 0.188 itself crashes."""
    info = Info()
    put = abstract("put", ("decl_file", "data1", 1))
    lists = {"files": [("a.c", 0)] * 2, "directories": ["/src"]}
    unit = root(info, info.sequence((BASE, 9), (BASE + 2, 0), end=BASE + 4), put,
                Die("namespace", [("name", "string", "net")], [function(
                    info, "f", BASE, BASE + 4, inlined(info, put, 5, BASE, BASE + 2, version=5),
                    version=5)]), version=5, language=CPP, **lists)
    elf = info.add(Unit(unit, 5)).elf()
    elf.symbols = [Symbol("f", BASE, 4)]
    path, fired = write(tmp_path, elf), tmp_path / "fired"
    whole = subprocess.run([dwarf_rows, path], capture_output=True, text=True, check=True).stdout
    assert "net::f" in whole and "(inlined)" in whole
    failed = 0
    for turn in range(1, 1000):
        fired.unlink(missing_ok=True)
        done = subprocess.run([dwarf_rows, path], capture_output=True, text=True, check=False,
                              env=faults(f"ENOMEM {turn} memory", KSYM_FAULT_FIRED=str(fired)))
        if not fired.exists():
            break
        if (done.returncode, done.stdout, done.stderr) != (0, whole, ""):
            assert (done.returncode, done.stdout) == (1, ""), (turn, done)
            assert re.fullmatch(r"dwarf_rows: [^\n]+\n", done.stderr), (turn, done)
            failed += 1
    assert failed > 50
