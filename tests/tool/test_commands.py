# SPDX-License-Identifier: MIT OR Apache-2.0
"""What each command prints and does, and how it is called."""
import json
import re

import pytest

from command import FLAT, embedded, is_misused, ksym, listed, refuses, succeeds, write
from elf import (EM_386, EM_ARM, EM_MIPS, EM_PARISC, EM_PPC64, LOCAL, NOTYPE, OBJECT, Image,
                 Symbol)
from kernels import COUNT, DATA, RODATA, TABLE, TEXT, kernel

COMMANDS = ["embed", "size", "patch", "generate", "address", "list", "lookup", "find",
            "info", "verify"]

SYMBOLS = (Symbol("_start", TEXT, 0x20), Symbol("main", TEXT + 0x20, 0x40),
           Symbol("helper", TEXT + 0x80, 0x10, bind=LOCAL),
           Symbol("__mark", DATA, 0, NOTYPE, section=".data"),
           Symbol("ticks", DATA + 8, 8, OBJECT, section=".data"))
# All symbols of this kernel, NUM_KERNEL_SYMBOLS with them, in the table's order.
ENTRIES = [(TEXT, 0x20, b"_start"), (TEXT + 0x20, 0x40, b"main"),
           (TEXT + 0x80, 0x10, b"helper"), (RODATA, 8, COUNT.encode()),
           (DATA, 0, b"__mark"), (DATA + 8, 8, b"ticks")]


@pytest.fixture(name="plain")
def _plain(tmp_path):
    return write(tmp_path, kernel(*SYMBOLS), "plain")


@pytest.fixture(name="done")
def _done(tmp_path):
    return embedded(tmp_path, kernel(*SYMBOLS), name="done")


# embed, size, address

def test_embed_reports_what_it_wrote_and_where(plain):
    said = succeeds("embed", *FLAT, plain)
    entries, used = Image(plain.read_bytes()).flat()
    assert entries == ENTRIES
    assert said == (f"embedded {len(ENTRIES)} symbols: {used} of {0x800} bytes "
                    f"in .kernel_symbols at 0x{TABLE:x}\n")


@pytest.mark.parametrize("more", [{}, {"build_id": bytes(range(20))},
                                  {"dynamic": [Symbol("exported", TEXT, 8)]}],
                         ids=["", "build id", "dynsym"])
def test_embed_changes_the_section_and_the_count_and_nothing_else(tmp_path, more):
    plain = write(tmp_path, kernel(*SYMBOLS, **more))
    before = plain.read_bytes()
    succeeds("embed", *FLAT, plain)
    after = plain.read_bytes()
    image = Image(after)
    section = image.section(".kernel_symbols")
    may_change = {*range(section["offset"], section["offset"] + section["size"]),
                  *image.count()[1]}
    assert len(before) == len(after)
    changed = {i for i in range(len(after)) if before[i] != after[i]}
    assert changed <= may_change
    assert changed & set(image.count()[1])


def test_embed_in_place_and_to_another_file_give_the_same_bytes(tmp_path, plain):
    before = plain.read_bytes()
    out = tmp_path / "out"
    in_out = succeeds("embed", *FLAT, plain, "-o", out)
    assert plain.read_bytes() == before
    assert succeeds("embed", *FLAT, plain) == in_out
    assert plain.read_bytes() == out.read_bytes()


def test_embed_replaces_an_output_file_that_is_there(tmp_path, plain):
    out = tmp_path / "out"
    out.write_text("something else")
    succeeds("embed", *FLAT, "-o", out, plain)
    assert succeeds("list", out)


@pytest.mark.parametrize("first", [[], ["--select", "functions"]])
def test_embed_over_an_older_table_leaves_no_trace_of_it(tmp_path, first):
    again = embedded(tmp_path, kernel(*SYMBOLS), *first)
    succeeds("embed", *FLAT, "--include", "main", again)
    once = embedded(tmp_path, kernel(*SYMBOLS), "--include", "main", name="once")
    assert again.read_bytes() == once.read_bytes()


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("order", "<>")
def test_the_count_is_written_in_the_targets_form(tmp_path, bits, order):
    path = embedded(tmp_path, kernel(*SYMBOLS, bits=bits, order=order))
    value, place = Image(path.read_bytes()).count()
    assert value == len(ENTRIES)
    assert len(place) == bits // 8


def test_size_is_what_embed_uses(plain):
    said = succeeds("size", *FLAT, plain)
    succeeds("embed", *FLAT, plain)
    assert said == f"{Image(plain.read_bytes()).flat()[1]}\n"


def test_size_knows_the_options_of_embed(plain):
    def size(*options):
        return int(succeeds("size", *FLAT, *options, plain))
    assert size("--include", "main") < size("--select", "functions") < size()
    assert size("--include", "main") == 24 + len("main") + 1
    assert ksym("size", *FLAT, "--include", "matches nothing", plain).out == "0\n"


def test_size_of_a_flat_table_wants_an_elf(tmp_path):
    """Of a map it is not known how wide its numbers are."""
    (tmp_path / "map").write_text("1000 10 T main\n")
    assert "ELF" in refuses("size", *FLAT, "--map", tmp_path / "map")


def test_size_of_an_elf_without_symbols(tmp_path):
    """Among them one whose machine has function descriptors."""
    for number, more in enumerate(({}, {"machine": EM_PPC64, "order": ">", "flags": 1})):
        path = write(tmp_path, kernel(counted=False, **more), f"kernel{number}")
        assert succeeds("size", *FLAT, path) == "0\n"


def test_size_needs_no_reservation(tmp_path, plain):
    elf = kernel(*SYMBOLS)
    elf.sections = [s for s in elf.sections if s.name != ".kernel_symbols"]
    elf.symbols = [s for s in elf.symbols if s.section != ".kernel_symbols"]
    without = write(tmp_path, elf)
    assert succeeds("size", *FLAT, without) == succeeds("size", *FLAT, plain)


def test_a_table_that_just_fits_is_taken(tmp_path, plain):
    need = int(succeeds("size", *FLAT, plain))
    path = embedded(tmp_path, kernel(*SYMBOLS, reserve=need))
    assert Image(path.read_bytes()).flat() == (ENTRIES, need)


def test_address(plain, done):
    assert succeeds("address", plain) == succeeds("address", done) == f"0x{TABLE:x}\n"
    assert succeeds("address", "--section", ".data", plain) == f"0x{DATA:x}\n"


def test_another_section_can_be_named(tmp_path):
    elf = kernel(*SYMBOLS)
    for section in elf.sections:
        section.name = section.name.replace(".kernel_symbols", ".symbols")
    for symbol in elf.symbols:
        symbol.section = symbol.section.replace(".kernel_symbols", ".symbols")
        symbol.name = symbol.name.replace("__kernel_symbols_", "__symbols_")
    path = write(tmp_path, elf)
    refuses("embed", *FLAT, path, path=path)
    said = succeeds("embed", *FLAT, "--section", ".symbols", path)
    assert said.endswith(f"in .symbols at 0x{TABLE:x}\n")
    assert Image(path.read_bytes()).flat(".symbols")[0] == ENTRIES
    assert succeeds("verify", "--section", ".symbols", path) == "verified 6 symbols\n"


# list

def test_list(done):
    assert succeeds("list", done) == (
        f"{TEXT:016x} 20 ? _start\n"
        f"{TEXT + 0x20:016x} 40 ? main\n"
        f"{TEXT + 0x80:016x} 10 ? helper\n"
        f"{RODATA:016x} 8 ? NUM_KERNEL_SYMBOLS\n"
        f"{DATA:016x} 0 ? __mark\n"
        f"{DATA + 8:016x} 8 ? ticks\n")


def test_list_has_8_digits_for_a_32_bit_target(tmp_path):
    path = embedded(tmp_path, kernel(*SYMBOLS, bits=32), "--include", "main")
    assert succeeds("list", path) == f"{TEXT + 0x20:08x} 40 ? main\n"


def test_list_as_json(done):
    assert json.loads(succeeds("list", "--json", done)) == [
        {"address": f"0x{addr:x}", "size": size, "type": None, "name": name.decode()}
        for addr, size, name in ENTRIES]


# lookup

def test_lookup(done):
    assert succeeds("lookup", done, "0x10024", "0x10060") == (
        "0x10024 main+0x4/0x40\n0x10060 ?\n")


@pytest.mark.parametrize("written", ["0x10024", "0x0000000000010024", "0X10024", "10024",
                                     "0000000000010024", "00010024"])
def test_lookup_reads_an_address_in_every_form(done, written):
    assert succeeds("lookup", done, written) == "0x10024 main+0x4/0x40\n"


@pytest.mark.parametrize("written", ["ffffffffc0000000", "1002c", "1002C", "ff", "10", "0x0", "0",
                                     "80000004", "0xffffffffffffffff"])
def test_an_address_is_hexadecimal(done, written):
    assert succeeds("lookup", done, written).split()[0] == f"0x{int(written, 16):x}"


def test_lookup_reads_addresses_from_stdin(done):
    said = succeeds("lookup", done, "-", stdin="0x10000\n10024\n0x10060\n")
    assert said == "0x10000 _start+0x0/0x20\n0x10024 main+0x4/0x40\n0x10060 ?\n"


def test_the_last_line_of_stdin_needs_no_newline(done):
    assert succeeds("lookup", done, "-", stdin="0x10000") == "0x10000 _start+0x0/0x20\n"


def test_no_addresses_on_stdin_are_no_error(done):
    assert succeeds("lookup", done, "-") == ""


def test_many_addresses(done):
    wanted = list(range(TEXT, TEXT + 0x20)) * 2000
    said = succeeds("lookup", done, "-", stdin="".join(f"{a:#x}\n" for a in wanted))
    assert said.splitlines() == [f"0x{a:x} _start+0x{a - TEXT:x}/0x20" for a in wanted]


@pytest.mark.parametrize("written", ["", "0x", "main", "0x1g", "-1", "12 ", " 12", "0x1.5",
                                     "0x10000000000000000", "18446744073709551616", "+1", "0x0x1"])
def test_a_malformed_address_is_wrong_usage(done, written):
    is_misused("lookup", done, "--", written)


@pytest.mark.parametrize("line", ["main", "0x", "0x10000000000000000", "0x10000 main",
                                  "0x10000\0", "0x10000\0main", "1" * 5000])
def test_a_malformed_line_of_stdin_is_bad_input(done, line):
    result = ksym("lookup", done, "-", stdin=f"0x10000\n{line}\n0x10024\n")
    assert result.status == 1
    assert result.err.startswith("ksym: ") and result.err.count("\n") == 1


def test_lookup_of_a_kernel_that_runs_elsewhere(done):
    assert succeeds("lookup", "--bias", "200000", done, "210024", "10024") == \
        "0x210024 main+0x4/0x40\n0x10024 ?\n"
    assert succeeds("lookup", "--bias", "-0x8000", done, "8024") == "0x8024 main+0x4/0x40\n"
    answer, = json.loads(succeeds("lookup", "--json", "--bias=200000", done, "210024"))
    assert (answer["address"], answer["offset"]) == ("0x210024", 4)
    assert answer["symbol"]["address"] == "0x10020"


def test_lookup_of_return_addresses(done):
    """The call before each: 0x10020 is behind the last one of _start, 0x10000 behind nothing."""
    for option in "-r", "--return":
        assert succeeds("lookup", option, done, "10020", "10021", "10060", "10000") == (
            "0x10020 _start+0x20/0x20\n0x10021 main+0x1/0x40\n0x10060 main+0x40/0x40\n"
            "0x10000 ?\n")


@pytest.mark.parametrize("machine, addr, owner", [
    (EM_ARM, 0x10021, "_start+0x20/0x20"), (EM_MIPS, 0x10021, "_start+0x20/0x20"),
    (EM_PARISC, 0x10023, "_start+0x20/0x20"), (EM_PARISC, 0x10020, "_start+0x20/0x20"),
    (EM_386, 0x10020, "_start+0x20/0x20"), (EM_386, 0x10021, "main+0x1/0x40")])
def test_mode_bits_are_no_part_of_a_return_address(tmp_path, machine, addr, owner):
    path = embedded(tmp_path, kernel(*SYMBOLS, bits=32, machine=machine))
    assert succeeds("lookup", "-r", path, hex(addr)) == f"{addr:#x} {owner}\n"


def test_an_address_of_32_bits_may_be_printed_as_a_signed_one(tmp_path):
    (tmp_path / "map").write_text("80001120 10 T start\n")
    table = tmp_path / "table"
    succeeds("table", "--map", tmp_path / "map", "-o", table)
    assert succeeds("lookup", table, "ffffffff80001122", "ffffffff00001122", "180001122") == \
        "0xffffffff80001122 start+0x2/0x10\n0xffffffff00001122 ?\n0x180001122 ?\n"


def test_lookup_as_json(done):
    main = {"address": "0x10020", "size": 0x40, "type": None, "name": "main"}
    answers = json.loads(succeeds("lookup", "--json", done, "0x10024", "0x10060"))
    assert answers[0] == {"address": "0x10024", "symbol": main, "offset": 4}
    assert answers[1]["address"] == "0x10060" and answers[1]["symbol"] is None


def test_lookup_as_json_takes_stdin_too(done):
    answers = json.loads(succeeds("lookup", "--json", done, "-", stdin="0x10024\n"))
    assert [a["offset"] for a in answers] == [4]


# find

def test_find(done):
    assert succeeds("find", done, "main", "__mark") == "0x10020 main\n0x20000 __mark\n"


def test_find_says_which_name_is_missing_and_goes_on(done):
    result = ksym("find", done, "mai", "main", "main2")
    assert (result.status, result.out) == (1, "? mai\n0x10020 main\n? main2\n")


def test_find_takes_the_name_that_is_stored(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("_ZN3cpu4haltEv", TEXT, 8)))
    assert succeeds("find", path, "cpu::halt()") == "0x10000 cpu::halt()\n"


def test_find_as_json(done):
    result = ksym("find", "--json", done, "main", "nowhere")
    assert result.status == 1
    found, missing = json.loads(result.out)
    assert (found["name"], found["address"]) == ("main", "0x10020")
    assert (missing["name"], missing["address"]) == ("nowhere", None)


# info

def test_info(done):
    used = Image(done.read_bytes()).flat()[1]
    lines = dict(line.split(": ") for line in succeeds("info", done).splitlines())
    assert {key: value.removesuffix(" bytes") for key, value in lines.items()} == {
        "format": "flat", "section": ".kernel_symbols", "address": f"0x{TABLE:x}",
        "reserved": str(0x800), "used": str(used), "symbols": "6",
        "entries": str(6 * 24), "names": str(used - 6 * 24)}


def test_info_counts_the_smaller_entries_of_32_bits(tmp_path):
    path = embedded(tmp_path, kernel(*SYMBOLS, bits=32))
    assert f"\nentries: {6 * 12} " in succeeds("info", path)


def test_info_as_json(done):
    used = Image(done.read_bytes()).flat()[1]
    assert json.loads(succeeds("info", "--json", done)) == {
        "format": "flat", "section": ".kernel_symbols", "address": f"0x{TABLE:x}",
        "reserved": 0x800, "used": used, "symbols": 6,
        "bytes": {"entries": 6 * 24, "names": used - 6 * 24}}


# An ELF that no table was put into yet

def test_before_embed_the_table_is_empty(plain):
    assert succeeds("list", plain) == ""


# patch

def test_patch_writes_a_table_made_elsewhere(tmp_path, plain, done):
    used = Image(done.read_bytes()).flat()[1]
    blob = tmp_path / "blob"
    blob.write_bytes(Image(done.read_bytes()).contents(".kernel_symbols")[:used])
    out = tmp_path / "out"
    said = succeeds("patch", plain, blob, "-o", out)
    assert said == (f"patched 6 symbols: {used} of {0x800} bytes "
                    f"in .kernel_symbols at 0x{TABLE:x}\n")
    assert out.read_bytes() == done.read_bytes()
    assert plain.read_bytes() != done.read_bytes()
    assert succeeds("patch", plain, blob) == said
    assert plain.read_bytes() == done.read_bytes()


def test_patch_refuses_a_blob_made_for_another_address(tmp_path, plain):
    moved = kernel(*SYMBOLS)
    for section in moved.sections:
        section.addr += 0x1000000 * (section.name == ".kernel_symbols")
    for symbol in moved.symbols:
        symbol.value += 0x1000000 * (symbol.section == ".kernel_symbols")
    other = embedded(tmp_path, moved)
    blob = tmp_path / "blob"
    blob.write_bytes(Image(other.read_bytes()).contents(".kernel_symbols"))
    before = plain.read_bytes()
    refuses("patch", plain, blob)
    assert plain.read_bytes() == before


@pytest.mark.parametrize("blob", [b"\x55", b"\xff" * 24, b"not a table at all, but text\n" * 5,
                                  TABLE.to_bytes(8, "little") * 3], ids=repr)
def test_patch_refuses_what_is_no_flat_table(tmp_path, plain, blob):
    path = write(tmp_path, blob, "blob")
    before = plain.read_bytes()
    refuses("patch", plain, path)
    assert plain.read_bytes() == before


def test_patch_refuses_a_blob_that_does_not_fit_and_names_both_sizes(tmp_path, done):
    used = Image(done.read_bytes()).flat()[1]
    blob = tmp_path / "blob"
    blob.write_bytes(Image(done.read_bytes()).contents(".kernel_symbols")[:used])
    small = write(tmp_path, kernel(*SYMBOLS, reserve=used - 1))
    said = refuses("patch", small, blob)
    assert re.search(rf"\b{used}\b.*\b{used - 1}\b|\b{used - 1}\b.*\b{used}\b", said)


# The options of a selection

@pytest.mark.parametrize("limit", [8, 20, 64])
def test_max_name_shortens_and_drops_nothing(tmp_path, limit):
    long = [Symbol("a_rather_long_name_for_a_function_" * 2 + str(i), TEXT + 16 * i, 16)
            for i in range(3)]
    path = embedded(tmp_path, kernel(Symbol("short", TEXT + 64, 4), *long),
                    "--max-name", str(limit))
    entries = [e for e in listed(path) if e.addr != RODATA]  # without the count
    assert [(a, s) for a, s, _ in entries] == [
        *((s.value, s.size) for s in long), (TEXT + 64, 4)]
    assert entries[-1].name == "short"
    assert all(3 < len(e.name) <= limit and e.name.startswith("a_r") for e in entries[:-1])
    assert succeeds("verify", "--max-name", str(limit), path) == "verified 5 symbols\n"


def test_max_name_cuts_no_character_in_two(tmp_path):
    for limit in range(4, 12):
        path = embedded(tmp_path, kernel(Symbol("\u00e9\u4e16\U0001f600" * 4, TEXT, 8)),
                        "--max-name", str(limit))
        Image(path.read_bytes()).flat()[0][0][2].decode()


# How it is called

def test_version():
    assert re.fullmatch(r"ksym \d+(\.\d+)+\ndemangling: libiberty\nlines: libdw\n", succeeds("--version"))


def test_help_names_every_command():
    said = succeeds("--help")
    assert all(re.search(rf"^\s+{command}\b", said, re.M) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(command):
    said = succeeds(command, "--help")
    assert f"ksym {command}" in said and "ELF" in said


@pytest.mark.parametrize("command", ["embed", "size", "generate", "verify"])
def test_help_names_the_options_of_a_selection(command):
    said = succeeds(command, "--help")
    for option in "--section", "--select", "--include", "--exclude", "--names", "--max-name":
        assert option in said


@pytest.mark.parametrize("command", ["list", "lookup", "find", "info", "verify"])
def test_help_names_json_where_there_is_some(command):
    assert "--json" in succeeds(command, "--help")


@pytest.mark.parametrize("args", [[], ["embark"], ["--embed"], ["-x"], ["Embed"], [""]])
def test_no_command_or_an_unknown_one(args):
    is_misused(*args)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--no-such-option", "-Z"])
def test_an_unknown_option(command, option, plain):
    before = plain.read_bytes()
    is_misused(command, option, plain)
    assert plain.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_no_operand(command):
    is_misused(command)


@pytest.mark.parametrize("args", [["embed"], ["size"], ["address"], ["list"], ["info"],
                                  ["verify"], ["generate", "-o", "out.c"]])
def test_one_operand_too_many(args, plain):
    before = plain.read_bytes()
    is_misused(*args, plain, plain)
    assert plain.read_bytes() == before


@pytest.mark.parametrize("args", [["patch"], ["lookup"], ["find"], ["generate"]])
def test_one_operand_or_output_too_few(args, plain):
    is_misused(*args, plain)


def test_patch_takes_two_operands(plain):
    is_misused("patch", plain, plain, plain)


@pytest.mark.parametrize("options", [
    ["--format", "round"], ["--select", "some"], ["--names", "pretty"],
    ["--max-name", "many"], ["--max-name", "-1"], ["--max-name", "0"], ["--max-name", "3"],
    ["--max-name", "99999999999999999999"], ["--include", "("], ["--exclude", "[a"],
    ["--section"], ["-o"],
    ["--append-address", "0x80400004"], ["--append-address", "-8"], ["--append-address", "g"],
])
def test_an_option_with_a_value_that_it_does_not_take(plain, options):
    before = plain.read_bytes()
    is_misused("embed", plain, *options)
    assert plain.read_bytes() == before


@pytest.mark.parametrize("args", [["address", "--json"], ["embed", "--json"],
                                  ["list", "--select", "all"], ["info", "-o", "x"]])
def test_an_option_of_another_command(args, plain):
    is_misused(*args, plain)
