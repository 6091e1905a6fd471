# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a table says of itself: of which ELF it is, and how it was selected."""
import pytest

from command import ksym, succeeds, write
from compact import CompactTable
from elf import EM_386, EM_AARCH64, EM_PPC64, LOCAL, OBJECT, Image, Symbol
from kernels import DATA, TEXT, kernel

SYMBOLS = [Symbol("_ZN3cpu4haltEv", TEXT, 0x10), Symbol("local_one", TEXT + 0x10, 0x10, bind=LOCAL),
           Symbol("ticks", DATA, 8, OBJECT, section=".data"),
           Symbol("interrupt_controller_init", TEXT + 0x20, 0x10)]

# The bits of byte 30: FORMAT.md, "The header".
FUNCTIONS, FILTERED, DEMANGLED, QUALIFIED, GLOBALS, MAP = (1 << i for i in range(6))


def table_in(path):
    return CompactTable(Image(path.read_bytes()).contents(".kernel_symbols"))


@pytest.mark.parametrize("bits, order, machine", [
    (32, "<", EM_386), (32, ">", 2), (64, "<", EM_AARCH64), (64, ">", EM_PPC64),
    (64, "<", 0xbeef)])
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
    assert table_in(path).id == build_id[:20]


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
    assert (table.machine, table.elf_class, table.elf_data, table.id) == (0, 0, 0, b"")
    table = table_in(path)
    assert table.selected == MAP | DEMANGLED
    assert (table.machine, table.elf_class, table.elf_data) == (EM_AARCH64, 2, 1)
    assert table.id == bytes(range(20))


def test_what_fit_left_out_is_said(tmp_path):
    """Less room takes the data, then the locals, then the names' ends."""
    symbols = [*(Symbol(f"descriptor_of_device_{i}", DATA + i, 1, OBJECT, section=".data")
                 for i in range(64)),
               *(Symbol(f"probe_of_{i * 977 % 1000:03}_device", TEXT + 4 * i, 4, bind=LOCAL)
                 for i in range(64)),
               *(Symbol(f"{i * 7919 % 65536:x}" * 12, TEXT + 0x100 + 4 * i, 4)
                 for i in range(64))]
    seen = {}
    for room in range(0x300, 0x1800, 0x40):
        path = write(tmp_path, kernel(*symbols, reserve=room))
        result = ksym("embed", "--fit", path)
        if result.status == 0:
            steps = tuple(word for word in ("data", "local", "names") if f" {word} " in result.err)
            table = table_in(path)
            cut = result.err.rsplit(" ", 2)[1] if "names" in steps else 0
            seen.setdefault(steps, set()).add(table.selected)
            assert table.max_name == int(cut)
    assert seen == {(): {DEMANGLED}, ("data",): {DEMANGLED | FUNCTIONS},
                    ("data", "local"): {DEMANGLED | FUNCTIONS | GLOBALS},
                    ("data", "local", "names"): {DEMANGLED | FUNCTIONS | GLOBALS}}
