# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every key of the JSON, held against readelf, c++filt and the table's bytes; docs/json.md."""
import json
import re
import subprocess

import pytest

from command import KSYM, ROOT, embedded, ksym, succeeds
from compact import CompactTable
from elf import GLOBAL, LOCAL, NOTYPE, OBJECT, WEAK, Symbol
from kernels import BSS, COUNT, DATA, TEXT, kernel
from machines import run

LABEL_ROOM = 0x20
SYMBOLS = (Symbol("_start", TEXT, 0x20), Symbol("idle", TEXT + 0x20, 0x10, bind=WEAK),
           Symbol("helper", TEXT + 0x40, 0x10, bind=LOCAL),
           Symbol("vectors", TEXT + 0x60, 0, NOTYPE),
           Symbol("_ZN3cpu4haltEv", TEXT + 0x60 + LABEL_ROOM, 8),
           Symbol("helper", TEXT + 0xa0, 0x10, bind=LOCAL),
           Symbol("ticks", DATA, 8, OBJECT, WEAK, ".data"),
           Symbol('quote " and \\', DATA + 8, 4, OBJECT, section=".data"),
           Symbol("__bss_start", BSS, 0, NOTYPE, GLOBAL, ".bss"))
BUILD_ID = bytes(range(0x10, 0x24))
GAP = TEXT + 0x50


@pytest.fixture(name="elf")
def _elf(tmp_path):
    return embedded(tmp_path, kernel(*SYMBOLS, build_id=BUILD_ID), "--format", "compact")


@pytest.fixture(name="flat")
def _flat(tmp_path):
    return embedded(tmp_path, kernel(*SYMBOLS), name="flat")


def parsed(*args, **options):
    return json.loads(succeeds(*args, **options))


def by_readelf(path):
    """What readelf and c++filt say that a table of the ELF holds, ascending by address."""
    line = re.compile(r"\s*\d+: (\w+) +(\w+) (FUNC|OBJECT|NOTYPE) +(\w+) +DEFAULT +(\d+) (.+)")
    found = []
    for match in map(line.fullmatch, run("readelf", "-sW", path).splitlines()):
        if match and not match[6].startswith("__kernel_symbols_"):
            inferred = match[6] == "vectors"
            found.append({
                "address": hex(int(match[1], 16)),
                "size": LABEL_ROOM if inferred else int(match[2], 0),
                "name": run("c++filt", match[6]).rstrip("\n"), "type": match[3],
                "binding": match[4], "inferred": inferred})
    return sorted(found, key=lambda symbol: int(symbol["address"], 16))


def without_types(symbols):
    return [{"address": s["address"], "size": s["size"], "name": s["name"], "type": None}
            for s in symbols]


def test_list(elf, flat):
    expected = by_readelf(elf)
    assert len(expected) == len(SYMBOLS) + 1
    assert parsed("list", "--json", elf) == expected
    assert parsed("list", "--json", flat) == without_types(by_readelf(flat))


def test_lookup(elf, flat):
    symbols = by_readelf(elf)
    asked = [int(s["address"], 16) + s["size"] - 1 for s in symbols if s["size"]]
    expected = [{"address": hex(int(s["address"], 16) + s["size"] - 1), "symbol": s,
                 "offset": s["size"] - 1} for s in symbols if s["size"]]
    expected.append({"address": hex(GAP), "symbol": None, "offset": None})
    assert parsed("lookup", "--json", elf, *map(hex, asked), hex(GAP)) == expected
    text = "".join(f"{addr:#x}\n" for addr in [*asked, GAP])
    assert parsed("lookup", "--json", elf, "-", stdin=text) == expected
    assert [a["symbol"]["type"] for a in parsed("lookup", "--json", flat, hex(TEXT))] == [None]


def test_a_line_that_is_no_address_has_its_place_in_the_array(elf):
    result = ksym("lookup", "--json", elf, "-", stdin=f"{TEXT:#x}\nnone\n{GAP:#x}\n")
    assert (result.status, result.err.count("\n")) == (1, 1)
    first, second, third = json.loads(result.out)
    assert (first["address"], third["address"]) == (hex(TEXT), hex(GAP))
    assert second == {"address": None, "symbol": None, "offset": None}


def test_find(elf, flat):
    symbols = by_readelf(elf)
    names = ["helper", 'quote " and \\', "cpu::halt()", "__bss_start"]
    expected = [s for name in names for s in symbols if s["name"] == name]
    assert len(expected) == len(names) + 1
    assert parsed("find", "--json", elf, *names) == expected
    result = ksym("find", "--json", flat, "help", "idle")
    assert result.status == 1
    assert json.loads(result.out) == [
        {"address": None, "name": "help"},
        *without_types(s for s in symbols if s["name"] == "idle")]


# The parts by their tags: FORMAT.md, "The header".
PARTS = ("id", "regions", "slices", "superblocks", "pages", "resumes", "stream",
         "phrases within names", "phrases that end names", "text", "index")


def parts_of(path):
    """The bytes of each part, and of what is none: header and directory, unknown tags, the end."""
    table = CompactTable(path.read_bytes())
    sizes = {name: table.part(tag)[1] for tag, name in enumerate(PARTS)}
    head = table.header_size + 5 * table.part_count
    return {"header": head, **sizes, "other": 0,
            "tail": table.size - head - sum(sizes.values())}


@pytest.mark.parametrize("options", [[], ["--by-name"]])
def test_info(elf, tmp_path, options):
    table = tmp_path / "table"
    succeeds("embed", *options, elf)
    succeeds("table", *options, elf, "-o", table)
    info = parsed("info", "--json", elf)
    size = table.stat().st_size
    section = re.search(r"(\.kernel_symbols) +PROGBITS +(\w+) \w+ (\w+)",
                        run("readelf", "-SW", elf))
    assert info.pop("bytes") == parts_of(table)
    assert f"{info.pop('bytes_per_symbol'):.3f}" == f"{size / len(by_readelf(elf)):.3f}"
    expected = {"format": "compact", "version": table.read_bytes()[4], "used": size,
                "symbols": len(by_readelf(elf)), "by_name_index": bool(options),
                "objects_of_size_0": 0,
                "build_id": re.search(r"Build ID: (\w+)", run("readelf", "-n", elf))[1],
                "machine": "AARCH64", "class": "ELF64", "byte_order": "little-endian",
                "functions_only": False, "globals_only": False, "filtered": False,
                "from_a_map": False, "demangled": True, "qualified": False, "max_name": 0,
                "lines": "off"}
    place = {"section": section[1], "address": hex(int(section[2], 16)),
             "reserved": int(section[3], 16)}
    assert info == {**expected, **place}
    alone = parsed("info", "--json", table)
    assert alone.pop("bytes") and alone.pop("bytes_per_symbol")
    assert alone == expected


def test_info_of_an_elf_without_a_build_id_and_of_a_flat_table(tmp_path, flat):
    other = embedded(tmp_path, kernel(*SYMBOLS), "--format", "compact", name="other")
    assert parsed("info", "--json", other)["build_id"] == ""
    assert set(parsed("info", "--json", flat)) == {
        "format", "used", "symbols", "bytes", "section", "address", "reserved"}


def test_verify(elf):
    sound = {"differences": [], "filtered": False, "image_offset": None}
    assert parsed("verify", "--json", elf) == {"symbols": len(by_readelf(elf)), **sound}
    succeeds("embed", "--exclude", "^idle$", elf)
    assert parsed("verify", "--json", elf) == {
        "symbols": len(by_readelf(elf)) - 1, **sound, "filtered": True}
    result = ksym("verify", "--json", "--include", "", elf)
    assert result.status == 1 and len(result.err.splitlines()) == 1
    said = json.loads(result.out)
    assert said["symbols"] == len(by_readelf(elf))
    assert any("idle" in line for line in said["differences"])


def test_an_empty_array(elf):
    assert ksym("embed", "--include", "nothing has this name", elf).status == 0
    assert parsed("list", "--json", elf) == []
    assert parsed("lookup", "--json", elf, "-") == []


def test_sizes_up_to_59_bits(tmp_path):
    """The greatest that a compact table states: FORMAT.md. They are exact, not doubles."""
    greatest = 2**59 - 1
    for size in (2**32, 2**53 + 1, greatest - 1, greatest):
        path, table = tmp_path / "map", tmp_path / "table"
        path.write_text(f"{TEXT:016x} {size:x} T wide\n")
        succeeds("table", "--map", path, "-o", table)
        assert int(succeeds("list", table).split()[1], 16) == size
        assert parsed("list", "--json", table)[0]["size"] == size


@pytest.mark.parametrize("command", ["list", "lookup", "find"])
def test_an_element_a_line(elf, command):
    asked = {"list": [], "lookup": [hex(TEXT)] * 3, "find": ["helper", COUNT]}[command]
    begin, *elements, end = succeeds(command, "--json", elf, *asked).splitlines()
    assert (begin, end) == ("[", "]")
    assert len(elements) >= 3
    assert all(json.loads(element.removesuffix(",")) for element in elements)


# docs/json.md

def documented(heading):
    text = (ROOT / "docs/json.md").read_text().split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", text, re.M))


def test_the_document_has_each_key_and_no_other(elf):
    assert documented("A symbol") == set(parsed("list", "--json", elf)[0])
    assert documented("lookup") == set(parsed("lookup", "--json", elf, "0")[0])
    assert documented("info") == set(parsed("info", "--json", elf))
    assert documented("verify") == set(parsed("verify", "--json", elf))


def test_a_full_disk_is_an_error(elf):
    with open("/dev/full", "wb") as full:
        for args in (["list"], ["find", "idle"], ["info"], ["verify"], ["lookup", hex(TEXT)]):
            done = subprocess.run([KSYM, args[0], "--json", elf, *args[1:]],
                                  stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
            assert done.returncode == 1 and b"standard output" in done.stderr, args
