# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym verify --image`: raw images by objcopy, with the table and without."""
import json
import re

import pytest

from command import FLAT, ksym, refuses, succeeds, write
from elf import Image, Symbol
from kernels import TABLE, TEXT, kernel
from machines import run
from space import MACHINES, SCRIPT, build

EACH_OBJCOPY = pytest.mark.parametrize("objcopy", ["objcopy", "llvm-objcopy"])
EACH_MACHINE = pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
X86 = MACHINES[0]
LAST = SCRIPT.replace("%(reservation)s", "").replace("%(end)s", "%(reservation)s :data\n%(end)s")


def made(directory, machine=X86, *options, script=SCRIPT):
    path = build(machine, directory, reserve="0x800", script=script)
    succeeds("embed", *options, path)
    return path


def raw(path, *options, objcopy="objcopy", machine=X86, name="kernel.bin"):
    """What an objcopy makes of it, which says no word."""
    out = path.with_name(name)
    tool = objcopy if objcopy.startswith("llvm") else machine.tool(objcopy)
    run(tool, "-O", "binary", *options, path, out)
    return out


def only(*sections):
    return [word for section in sections for word in ("-j", section)]


def load_addresses(path, machine=X86):
    """The load address of each section with bytes, by objdump."""
    return {name: int(lma, 16) for name, lma in re.findall(
        r"^ +\d+ (\S+) +\w+ +\w+ +(\w+) +\w+ +\S+ *\n +CONTENTS, ALLOC, LOAD",
        run(machine.tool("objdump"), "-hw", path).replace("  CONTENTS", "\n  CONTENTS"), re.M)}


def is_in(path, image, offset):
    """verify finds the table there, and so do we."""
    table = Image(path.read_bytes()).contents(".kernel_symbols")
    assert image.read_bytes()[offset:offset + len(table)].startswith(table.rstrip(b"\0"))
    lines = succeeds("verify", "--image", image, path).splitlines()
    assert re.fullmatch(r"verified \d+ symbols", lines[0])
    assert lines[1:] == [f"{image} has the table at offset {offset:#x}"]
    assert json.loads(succeeds("verify", "--json", "--image", image, path))[
        "image_offset"] == offset
    return True


def is_missing(path, image):
    line = refuses("verify", "--image", image, path, path=image)
    assert "objcopy" in line and "-j .kernel_symbols" in line and "embed" in line
    return True


@EACH_MACHINE
@EACH_OBJCOPY
def test_an_image_of_all_sections(tmp_path, machine, objcopy):
    path = made(tmp_path, machine)
    loaded = load_addresses(path, machine)
    assert is_in(path, raw(path, objcopy=objcopy, machine=machine),
                 loaded[".kernel_symbols"] - min(loaded.values()))


@EACH_OBJCOPY
@pytest.mark.parametrize("script", [SCRIPT, LAST], ids=["within", "last"])
def test_a_list_of_sections_without_the_tables(tmp_path, objcopy, script):
    path = made(tmp_path, script=script)
    sections = only(".text", ".rodata", ".rodata.ksym_location", ".data")
    assert is_missing(path, raw(path, *sections, objcopy=objcopy))
    image = raw(path, *sections, *only(".kernel_symbols"), objcopy=objcopy)
    loaded = load_addresses(path)
    assert is_in(path, image, loaded[".kernel_symbols"] - loaded[".text"])


@EACH_OBJCOPY
@pytest.mark.parametrize("options", [
    only(".rodata", ".kernel_symbols", ".data"), ["-R", ".text"]], ids=" ".join)
def test_an_image_may_begin_with_any_section(tmp_path, objcopy, options):
    path = made(tmp_path)
    loaded = load_addresses(path)
    first = min(at for name, at in loaded.items() if name != ".text")
    image = raw(path, *options, objcopy=objcopy)
    assert is_in(path, image, loaded[".kernel_symbols"] - first)


def test_an_image_of_the_table_alone(tmp_path):
    path = made(tmp_path)
    assert is_in(path, raw(path, *only(".kernel_symbols")), 0)


def test_an_image_from_before(tmp_path):
    path = build(X86, tmp_path, reserve="0x800")
    image = raw(path)
    succeeds("embed", path)
    assert is_missing(path, image)
    image = raw(path)
    succeeds("embed", "--max-name", "4", path)
    assert is_missing(path, image)


def test_a_wrong_byte(tmp_path):
    path = made(tmp_path)
    loaded = load_addresses(path)
    image = raw(path)
    data = bytearray(image.read_bytes())
    used = json.loads(succeeds("info", "--json", path))["used"]
    for at in (0, 30, used // 2, used - 5):
        offset = loaded[".kernel_symbols"] - min(loaded.values()) + at
        data[offset] ^= 1
        image.write_bytes(data)
        assert is_missing(path, image)
        data[offset] ^= 1
    image.write_bytes(data)
    succeeds("verify", "--image", image, path)


def test_an_image_with_a_header_of_another_program(tmp_path):
    path = made(tmp_path)
    loaded = load_addresses(path)
    image = raw(path)
    image.write_bytes(bytes(64) + image.read_bytes())
    line = refuses("verify", "--image", image, path, path=image)
    expected = loaded[".kernel_symbols"] - min(loaded.values())
    assert f"{expected + 64:#x}" in line and f"{expected:#x}" in line


@EACH_OBJCOPY
def test_what_append_put_behind_all(tmp_path, objcopy):
    path = build(X86, tmp_path)
    assert ksym("embed", "--append", path).status == 0  # it says what is to be mapped
    loaded = load_addresses(path)
    assert is_in(path, raw(path, objcopy=objcopy),
                 loaded[".kernel_symbols"] - min(loaded.values()))
    assert is_missing(path, raw(path, *only(".text", ".rodata"), objcopy=objcopy))


@pytest.mark.parametrize("bits, order", [(32, ">"), (64, "<")])
def test_a_flat_table(tmp_path, bits, order):
    path = write(tmp_path, kernel(Symbol("main", TEXT, 8), bits=bits, order=order))
    succeeds("embed", *FLAT, path)
    image = tmp_path / "image"
    image.write_bytes(bytes(TABLE - TEXT) + Image(path.read_bytes()).contents(".kernel_symbols"))
    assert is_in(path, image, TABLE - TEXT)


def test_an_elf_without_a_table(tmp_path):
    """A place that is empty is a flat table without symbols; an image has none of it."""
    path = write(tmp_path, kernel(Symbol("main", TEXT, 8)))
    assert is_missing(path, raw(path, objcopy="llvm-objcopy"))
    assert is_missing(path, write(tmp_path, b"", "empty"))


def test_an_elf_without_load_addresses(tmp_path):
    """All zero, they are none; GNU's objcopy takes the sections' addresses, too."""
    data = Image(kernel(Symbol("main", TEXT, 8)).build())
    for number in range(len(data.segments)):
        data = Image(data.with_header("phdr", number, paddr=0))
    path = write(tmp_path, data.data)
    succeeds("embed", path)
    image = tmp_path / "image"
    run("aarch64-linux-gnu-objcopy", "-O", "binary", path, image)
    assert is_in(path, image, TABLE - TEXT)


def test_symbols_are_verified_too(tmp_path):
    """The image has the ELF's table, but that is wrong."""
    other = write(tmp_path, kernel(Symbol("main", TEXT, 8)), "other")
    path, table = write(tmp_path, kernel(Symbol("main", TEXT, 12))), tmp_path / "table"
    succeeds("table", other, "-o", table)
    succeeds("patch", path, table)
    image = raw(path, objcopy="llvm-objcopy")
    result = ksym("verify", "--image", image, path)
    assert result.status == 1 and "main" in result.out and "difference" in result.err


def test_what_is_no_image(tmp_path):
    path = made(tmp_path)
    missing = tmp_path / "missing"
    refuses("verify", "--image", missing, path, path=missing)
    refuses("verify", "--image", tmp_path, path, path=tmp_path)
    empty = write(tmp_path, b"", "empty")
    assert is_missing(path, empty)
    table = tmp_path / "table"
    succeeds("table", path, "-o", table)
    assert str(empty) in refuses("verify", "--image", empty, table, path=table)


@pytest.mark.parametrize("command", [["verify"], ["list"], ["info"], ["lookup", "0x1000"]],
                         ids=" ".join)
def test_an_image_without_its_elf(tmp_path, command):
    """What is in it is said, and what helps."""
    path = made(tmp_path)
    loaded = load_addresses(path)
    image = raw(path)
    arguments = [command[0], image, *command[1:]]
    line = refuses(*arguments, path=image)
    count = json.loads(succeeds("info", "--json", path))["symbols"]
    offset = loaded[".kernel_symbols"] - min(loaded.values())
    assert "verify --image" in line
    assert f"one of {count} symbols at offset {offset:#x};" in line
    data = bytearray(image.read_bytes())
    data[offset + 112] ^= 1
    image.write_bytes(data)
    line = refuses(*arguments, path=image)
    assert "damaged" in line and f"offset {offset:#x};" in line
    for sections in only(".text", ".rodata"), only(".text", ".data"):
        line = refuses(*[command[0], raw(path, *sections), *command[1:]], path=image)
        assert "verify --image" in line and "has no table in it" in line


@pytest.mark.parametrize("data", [b"", b"K", b"KSY", b"\x7fEL", b"KSYM"[::-1] * 99, b"xKSYM" * 99])
def test_a_file_that_is_nothing(tmp_path, data):
    path = write(tmp_path, data, "file")
    assert "has no table in it" in refuses("verify", path, path=path)
