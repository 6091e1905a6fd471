# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a table records: its ELF, and how its symbols were selected."""
import json
import re

import pytest

from command import is_refusal, ksym, refuses, succeeds, write
from compact import CompactTable
from elf import EM_386, EM_AARCH64, EM_PPC64, LOCAL, OBJECT, Image, Symbol
from kernels import COUNT, DATA, TEXT, kernel
from machines import run

SYMBOLS = [Symbol("_ZN3cpu4haltEv", TEXT, 0x10), Symbol("local_one", TEXT + 0x10, 0x10, bind=LOCAL),
           Symbol("ticks", DATA, 8, OBJECT, section=".data"),
           Symbol("interrupt_controller_init", TEXT + 0x20, 0x10)]

# The bits of byte 26: FORMAT.md, "The header".
FUNCTIONS, FILTERED, DEMANGLED, QUALIFIED, GLOBALS, MAP = (1 << i for i in range(6))


def table_in(path):
    return CompactTable(Image(path.read_bytes()).contents(".kernel_symbols"))


@pytest.mark.parametrize("bits, order, machine", [
    (32, "<", EM_386), (32, ">", 2), (64, "<", EM_AARCH64), (64, ">", EM_PPC64),
    (64, "<", 0xabcd)])
def test_of_which_machine_it_is(tmp_path, bits, order, machine):
    path = write(tmp_path, kernel(*SYMBOLS[:2], bits=bits, order=order, machine=machine))
    succeeds("embed", path)
    table = table_in(path)
    assert (table.machine, table.elf_class, table.elf_data) == (
        machine, bits // 32, 1 + (order == ">"))


@pytest.mark.parametrize("size", [0, 1, 8, 16, 20, 21, 32, 64])
def test_of_which_build_it_is(tmp_path, size):
    build_id = bytes(range(0x40, 0x40 + size))
    path = write(tmp_path, kernel(*SYMBOLS, build_id=build_id))
    succeeds("embed", path)
    assert table_in(path).build_id == build_id[:20]


@pytest.mark.parametrize("options, selected, max_name", [
    ([], DEMANGLED, 0),
    (["--names", "mangled"], 0, 0),
    (["--select", "functions"], DEMANGLED | FUNCTIONS, 0),
    (["--include", "i"], DEMANGLED | FILTERED, 0),
    (["--exclude", "i", "--names", "mangled"], FILTERED, 0),
    (["--qualify"], DEMANGLED | QUALIFIED, 0),
    (["--max-name", "9"], DEMANGLED, 9),
    (["--max-name", "65535"], DEMANGLED, 65535),
    (["--max-name", "100000"], DEMANGLED, 65535),
    (["--select", "functions", "--include", ".", "--qualify", "--max-name", "4",
      "--names", "mangled"], FUNCTIONS | FILTERED | QUALIFIED, 4)], ids=str)
def test_how_it_was_selected(tmp_path, options, selected, max_name):
    path = write(tmp_path, kernel(*SYMBOLS))
    succeeds("embed", *options, path)
    table = table_in(path)
    assert (table.selected, table.max_name) == (selected, max_name)


def test_a_map_is_said_to_be_one(tmp_path):
    """Alone it is of no machine; for an ELF, of that one's."""
    listing, alone = write(tmp_path, b"1000 10 T main\n", "map"), tmp_path / "table"
    path = write(tmp_path, kernel(build_id=bytes(range(20))))
    succeeds("table", "--map", listing, "-o", alone)
    succeeds("embed", "--map", listing, path)
    table = CompactTable(alone.read_bytes())
    assert table.selected == MAP | DEMANGLED
    assert (table.machine, table.elf_class, table.elf_data, table.build_id) == (0, 0, 0, b"")
    table = table_in(path)
    assert table.selected == MAP | DEMANGLED
    assert (table.machine, table.elf_class, table.elf_data) == (EM_AARCH64, 2, 1)
    assert table.build_id == bytes(range(20))


def test_what_fit_left_out_is_said(tmp_path):
    """With less room --fit drops data, then locals, then ends of names."""
    symbols = [*(Symbol(f"descriptor_of_device_{i}", DATA + i, 1, OBJECT, section=".data")
                 for i in range(64)),
               # The last to go, of a name that costs bytes.
               Symbol("q9Zk_JxWv7_Hb3", DATA + 0x400, 16, OBJECT, section=".data"),
               *(Symbol(f"probe_of_{i * 977 % 1000:03}_device", TEXT + 4 * i, 4, bind=LOCAL)
                 for i in range(64)),
               *(Symbol(f"{i * 7919 % 65536:x}" * 12, TEXT + 0x100 + 4 * i, 4)
                 for i in range(64))]
    whole = write(tmp_path, kernel(*symbols))
    code = int(succeeds("size", "--select", "functions", whole))
    global_code = int(succeeds("size", "--select", "functions", "--exclude", "^probe_", whole))
    seen = {}
    for room in [*range(0x300, 0x1800, 0x40), code, global_code]:
        path = write(tmp_path, kernel(*symbols, reserve=room))
        result = ksym("embed", "--fit", path, timeout=60)
        if result.status == 0:
            # Of a kind, some went, or all.
            steps = tuple(("some " if "smallest" in line else "") + word
                          for line in result.err.splitlines()
                          for word in ("data", "local", "names") if f" {word} " in line)
            table = table_in(path)
            cut = result.err.rsplit(" ", 2)[1] if "names" in steps else 0
            seen.setdefault(steps, set()).add(table.selected)
            assert table.max_name == int(cut)
    assert seen == {(): {DEMANGLED},
                    ("some data",): {DEMANGLED | FILTERED},
                    ("data",): {DEMANGLED | FUNCTIONS},
                    ("data", "some local"): {DEMANGLED | FUNCTIONS | FILTERED},
                    ("data", "local"): {DEMANGLED | FUNCTIONS | GLOBALS},
                    ("data", "local", "names"): {DEMANGLED | FUNCTIONS | GLOBALS}}


OLD, NEW = bytes(range(0x10, 0x24)), bytes(range(0x80, 0x94))


def table_of(directory, elf, name, *options):
    """The table of an Elf in a file of its own."""
    out = directory / f"{name}.table"
    succeeds("table", *options, write(directory, elf, name), "-o", out)
    return out


def build_id_by_readelf(path):
    return re.search(r"Build ID: (\w+)", run("readelf", "-n", path))[1]


@pytest.mark.parametrize("options", [[], ["-o", "copy"]], ids=["in place", "copy"])
def test_patch_refuses_a_table_of_another_build(tmp_path, options):
    old = table_of(tmp_path, kernel(*SYMBOLS, build_id=OLD), "old")
    path = write(tmp_path, kernel(*SYMBOLS, build_id=NEW), "new")
    before = path.read_bytes()
    options = [o if o.startswith("-") else tmp_path / o for o in options]
    line = refuses("patch", *options, path, old, path=old)
    assert build_id_by_readelf(path) in line and build_id_by_readelf(tmp_path / "old") in line
    assert "--force" in line
    assert path.read_bytes() == before and not (tmp_path / "copy").exists()


@pytest.mark.parametrize("made_for, target", [
    ({"machine": EM_AARCH64}, {"machine": EM_PPC64}),
    ({"bits": 32}, {"bits": 64}), ({"order": "<"}, {"order": ">"})], ids=str)
def test_patch_refuses_a_table_for_another_machine(tmp_path, made_for, target):
    table = table_of(tmp_path, kernel(*SYMBOLS, **made_for), "old")
    path = write(tmp_path, kernel(*SYMBOLS, **target), "new")
    assert "machine" in refuses("patch", path, table, path=table)


def test_force_writes_it_all_the_same(tmp_path):
    old = table_of(tmp_path, kernel(*SYMBOLS, build_id=OLD, bits=32), "old")
    path = write(tmp_path, kernel(*SYMBOLS, build_id=NEW))
    succeeds("patch", "--force", path, old)
    held = Image(path.read_bytes()).contents(".kernel_symbols")
    assert held.startswith(old.read_bytes())


@pytest.mark.parametrize("table_id, elf_id", [
    (b"", NEW), (OLD, b""), (b"", b""), (NEW, NEW), (NEW[:8], NEW[:8]),
    # The table keeps 20 bytes: what two ids have behind them is not seen.
    (NEW + b"abcd", NEW + b"efgh")], ids=str)
def test_patch_takes_a_table_of_which_nothing_else_is_known(tmp_path, table_id, elf_id):
    table = table_of(tmp_path, kernel(*SYMBOLS, build_id=table_id), "old")
    path = write(tmp_path, kernel(*SYMBOLS, build_id=elf_id), "new")
    succeeds("patch", path, table)
    assert succeeds("lookup", path, hex(TEXT + 0x10)) == f"{TEXT + 0x10:#x} local_one+0x0/0x10\n"
    succeeds("verify", path)


@pytest.mark.parametrize("table_id, elf_id", [
    (NEW[:8], NEW), (NEW, NEW[:8]), (NEW[:19] + b"!", NEW)], ids=str)
def test_a_part_of_an_id_is_another(tmp_path, table_id, elf_id):
    table = table_of(tmp_path, kernel(*SYMBOLS, build_id=table_id), "old")
    refuses("patch", write(tmp_path, kernel(*SYMBOLS, build_id=elf_id), "new"), table, path=table)


def test_a_table_of_a_map_goes_anywhere(tmp_path):
    listing, table = write(tmp_path, b"1000 10 T main\n", "map"), tmp_path / "table"
    succeeds("table", "--map", listing, "-o", table)
    path = write(tmp_path, kernel(build_id=NEW, bits=32, order=">"))
    succeeds("patch", path, table)
    assert succeeds("lookup", path, "0x1004") == "0x1004 main+0x4/0x10\n"


@pytest.fixture(name="mixed")
def _mixed(tmp_path):
    """A kernel with the table of another build."""
    old = table_of(tmp_path, kernel(*SYMBOLS, build_id=OLD), "old")
    path = write(tmp_path, kernel(*SYMBOLS, build_id=NEW))
    succeeds("patch", "--force", path, old)
    return path


def is_warned(result, path):
    """Status 0, and one line on standard error that has both build ids."""
    assert result.status == 0 and result.err.startswith(f"ksym: {path}: ")
    assert result.err.count("\n") == 1 and OLD.hex() in result.err and NEW.hex() in result.err


def test_lookup_names_nothing_by_the_table_of_another_build(mixed):
    result = ksym("lookup", mixed, hex(TEXT), "-", stdin=f"{DATA:#x}\n{TEXT + 4:#x}\n")
    is_warned(result, mixed)
    assert result.out == f"{TEXT:#x} ?\n{DATA:#x} ?\n{TEXT + 4:#x} ?\n"
    result = ksym("lookup", "--json", mixed, hex(TEXT))
    is_warned(result, mixed)
    assert json.loads(result.out) == [{"address": hex(TEXT), "symbol": None, "offset": None}]


def test_decode_names_nothing_by_the_table_of_another_build(mixed):
    log = f"pc {TEXT:#x}\nlr {TEXT + 4:#x}\n"
    result = ksym("decode", mixed, stdin=log)
    is_warned(result, mixed)
    assert result.out == log


def test_alone_a_table_names_whatever_build_it_is_of(mixed):
    """The table that was written there, before it came into the wrong ELF."""
    table = mixed.parent / "old.table"
    assert "local_one" in succeeds("lookup", table, hex(TEXT + 0x10))


def test_verify_refuses_the_table_of_another_build(mixed):
    for options in ([], ["--json"], ["--select", "all"]):
        result = ksym("verify", *options, mixed)
        assert is_refusal(result, mixed)
        assert OLD.hex() in result.err and NEW.hex() in result.err


READELF_MACHINES = {EM_AARCH64: "AArch64", EM_386: "Intel 80386", EM_PPC64: "PowerPC64",
                    0xabcd: "<unknown>: 0xabcd"}
MACHINES = {EM_AARCH64: "AARCH64", EM_386: "386", EM_PPC64: "PPC64", 0xabcd: "43981"}


@pytest.mark.parametrize("bits, order, machine", [
    (32, "<", EM_386), (64, "<", EM_AARCH64), (64, ">", EM_PPC64), (32, ">", 0xabcd)])
def test_info_prints_what_readelf_does(tmp_path, bits, order, machine):
    path = write(tmp_path, kernel(*SYMBOLS, bits=bits, order=order, machine=machine,
                                  build_id=NEW))
    succeeds("embed", path)
    header = run("readelf", "-h", path)
    told = dict(re.findall(r"^([\w -]+): (.*)$", succeeds("info", path), re.M))
    assert re.search(r"Class: +(\w+)", header)[1] == told["class"]
    assert re.search(r"Data: .*, (little|big) endian", header)[1] + "-endian" == told["byte order"]
    assert re.search(r"Machine: +(.*)", header)[1] == READELF_MACHINES[machine]
    assert told["machine"] == MACHINES[machine]
    assert told["build id"] == build_id_by_readelf(path)
    made = json.loads(succeeds("info", "--json", path))
    assert {key: made[key] for key in ("class", "byte_order", "machine", "build_id")} == {
        key: told[key.replace("_", " ")] for key in ("class", "byte_order", "machine", "build_id")}


def test_info_of_a_map_has_no_machine(tmp_path):
    listing, table = write(tmp_path, b"1000 10 T main\n", "map"), tmp_path / "table"
    succeeds("table", "--map", listing, "-o", table)
    made = json.loads(succeeds("info", "--json", table))
    assert [made[key] for key in ("class", "byte_order", "machine", "build_id")] == [""] * 4


@pytest.mark.parametrize("options, told", [
    ([], {"demangled"}), (["--names", "mangled"], set()),
    (["--select", "functions"], {"demangled", "functions_only"}),
    (["--include", "i"], {"demangled", "filtered"}),
    (["--qualify"], {"demangled", "qualified"})], ids=str)
def test_info_prints_how_it_was_selected(tmp_path, options, told):
    path = write(tmp_path, kernel(*SYMBOLS))
    succeeds("embed", *options, "--max-name", "20", path)
    made = json.loads(succeeds("info", "--json", path))
    flags = ("functions_only", "globals_only", "filtered", "from_a_map", "demangled", "qualified")
    assert {flag for flag in flags if made[flag]} == told and made["max_name"] == 20
    text = succeeds("info", path)
    for flag in flags:
        said = "yes" if flag in told else "no"
        assert f"\n{flag.replace('_', ' ')}: {said}\n" in text
    assert "\nmax name: 20\n" in text


@pytest.mark.parametrize("bits", [32, 64])
def test_a_table_alone_prints_addresses_as_its_elf_has_them(tmp_path, bits):
    path = write(tmp_path, kernel(*SYMBOLS, bits=bits))
    succeeds("embed", path)
    table = tmp_path / "table"
    succeeds("table", path, "-o", table)
    listing = succeeds("list", table)
    assert listing == succeeds("list", path)
    assert listing.split(" ", 1)[0] == f"{TEXT:0{bits // 4}x}"
    assert COUNT in listing
