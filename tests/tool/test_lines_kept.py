# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lines of a table: what verify holds them against, what --fit leaves out, and their JSON."""
import json
import re

import pytest

from command import ROOT, ksym, refuses, succeeds, write
from elf import LOCAL, Image, Symbol
from kernels import DATA
from lines import (BARE, CHAINS, F, G, MORE, NEAR, REST, RETURNS, SYMBOLS, TWICE, debugging,
                   kernel_with_lines)


def embedded(directory, mode="full", name="kernel", **options):
    path = write(directory, kernel_with_lines(**options), name)
    succeeds("embed", "--lines", mode, path)
    return path


# verify

def test_verify_counts_what_it_checked(tmp_path):
    full, calls = embedded(tmp_path), embedded(tmp_path, "calls", "calls")
    assert succeeds("verify", full) == "verified 3 symbols\nverified lines of 5 rows\n"
    assert succeeds("verify", calls) == ("verified 3 symbols\n"
                                         "verified lines of 2 return addresses\n")


def with_other_lines(path, **change):
    """Replaces .debug_line, which has the same size."""
    data, image = bytearray(path.read_bytes()), Image(path.read_bytes())
    section, line = image.section(".debug_line"), debugging(**change).line
    assert len(line) == section["size"]
    data[section["offset"]:section["offset"] + len(line)] = line
    path.write_bytes(data)


@pytest.mark.parametrize("mode, count, at", [("full", 1, F), ("calls", 1, RETURNS[0] - 1)])
def test_verify_finds_a_line_that_changed(tmp_path, mode, count, at):
    path = embedded(tmp_path, mode)
    with_other_lines(path, line=11)
    result = ksym("verify", path)
    assert (result.status, result.out) == (1, f"{at:#x} is at a.c:11, the table says a.c:10\n"
                                           .replace("a.c:11", "/src/kernel/a.c:11"))
    assert result.err == (f"ksym: {path}: the table has other lines at {count} places than the "
                          "ELF: embed again\n")


def test_verify_finds_rows_that_moved(tmp_path):
    """Bytes of the program's addresses are changed: a row of `more` begins later."""
    path = embedded(tmp_path)
    data = path.read_bytes()
    at = data.index(debugging().set_address(MORE))
    path.write_bytes(data[:at + 3] + bytes([MORE % 256 + 4]) + data[at + 4:])
    result = ksym("verify", path)
    assert result.status == 1 and result.out == (
        f"{MORE:#x} is at more /src/kernel/inc/b.h:3, /src/kernel/a.c:12, "
        "the table says more a.c:22, a.c:12\n")


def test_verify_finds_a_function_that_changed(tmp_path):
    path = embedded(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"twice\0", b"thrce\0"))
    result = ksym("verify", path)
    assert result.status == 1 and result.out.startswith(f"{TWICE:#x} is at thrce ")


def test_verify_without_the_lines(tmp_path):
    path = embedded(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b".debug_info", b".ignored_me"))
    said = succeeds("verify", path)
    assert said == ("verified 3 symbols\nlines: cannot be checked without its DWARF; "
                    "--debug-file names the ELF that has it\n")
    assert json.loads(succeeds("verify", "--json", path))["rows"] is None
    path.write_bytes(whole)
    succeeds("table", "--lines", "full", path, "-o", tmp_path / "table")
    (tmp_path / "map").write_text(succeeds("list", path))
    said = succeeds("verify", "--map", tmp_path / "map", tmp_path / "table")
    assert said == "verified 3 symbols\nlines: cannot be checked without the ELF\n"


# --fit

def test_fit_leaves_out_lines_before_symbols(tmp_path):
    symbols = *SYMBOLS, *(Symbol(f"{word}_helper", BARE + 0x10 + 4 * i, 4, bind=LOCAL)
                          for i, word in enumerate(("probe", "irq", "clock", "timer", "map")))
    path = write(tmp_path, kernel_with_lines(*symbols))
    sizes = [int(succeeds("size", "--lines", mode, path)) for mode in ("full", "calls", "off")]
    steps = [["--fit left out lines but those of return addresses (--lines calls)"],
             ["--fit left out all lines"]]
    for room, mode, said in [(sizes[0], "full", []), (sizes[0] - 1, "calls", steps[0]),
                             (sizes[1], "calls", steps[0]), (sizes[1] - 1, "off", steps[1]),
                             (sizes[2], "off", steps[1])]:
        path = write(tmp_path, kernel_with_lines(*symbols, reserve=room))
        result = ksym("embed", "--lines", "full", "--fit", path)
        assert result.status == 0
        assert result.err.splitlines() == [f"ksym: {path}: {line}" for line in said]
        assert f"lines: {mode}\n" in succeeds("info", path)
        assert succeeds("verify", path).startswith("verified 8 symbols\n")
    path = write(tmp_path, kernel_with_lines(*symbols, reserve=sizes[2] - 1))
    result = ksym("embed", "--lines", "full", "--fit", path)
    said = [line.removeprefix(f"ksym: {path}: ") for line in result.err.splitlines()]
    assert said[:1] == steps[1] and re.fullmatch(
        r"--fit left out (the smallest \d of )?5 local symbols", said[1])


def test_what_helps_where_lines_do_not_fit(tmp_path):
    path = write(tmp_path, kernel_with_lines(reserve=320))
    for mode, help_ in ("full", ["--lines calls", "--lines off"]), ("calls", ["--lines off"]):
        said = refuses("embed", "--lines", mode, path, path=path)
        assert re.findall(r"--lines \w+", said.split("what helps")[1]) == help_


def test_a_table_that_grows_or_is_appended_keeps_its_lines(tmp_path):
    asked = list(map(hex, CHAINS))
    expected = succeeds("lookup", "--lines", embedded(tmp_path), *asked)
    grown = write(tmp_path, kernel_with_lines(reserve=64), "grown")
    ksym("embed", "--lines", "full", "--grow", grown)
    plain = kernel_with_lines()
    plain.sections = [s for s in plain.sections if s.name != ".kernel_symbols"]
    plain.symbols = list(SYMBOLS)
    appended = write(tmp_path, plain, "appended")
    assert ksym("embed", "--lines", "full", "--append", appended).status == 0
    for path in grown, appended:
        assert succeeds("lookup", "--lines", path, *asked) == expected
        assert succeeds("verify", path).endswith("verified lines of 5 rows\n")


# JSON

def frame(name, file, line, inlined=False, approximate=False):
    return {"function": name, "file": file, "line": line, "inlined": inlined,
            "approximate": approximate}


def parsed(*args):
    return json.loads(succeeds(*args))


def test_the_document_has_each_key_and_no_other(tmp_path):
    keys = set()
    for mode in "full", "calls":
        path = embedded(tmp_path, mode, mode)
        for command in ["list", path], ["lookup", path, hex(F)]:
            lines = parsed(*command, "--json", "--lines")[0]
            keys |= lines.keys() - parsed(*command, "--json")[0].keys()
            keys |= {key for frame_ in lines.get("frames", []) for key in frame_}
        without = write(tmp_path, kernel_with_lines(), "without")
        succeeds("embed", without)
        for command in "info", "verify":
            keys |= (parsed(command, "--json", path).keys()
                     - parsed(command, "--json", without).keys())
    text = (ROOT / "docs/json.md").read_text().split("\n## Lines\n")[1]
    assert keys == set(re.findall(r"^\| `(\w+)` \|", text, re.M))


def test_json_of_lookup(tmp_path):
    full, calls = embedded(tmp_path), embedded(tmp_path, "calls", "calls")
    answers = parsed("lookup", "--lines", "--json", full, *map(hex, [*CHAINS, BARE, DATA]))
    plain = parsed("lookup", "--json", full, *map(hex, [*CHAINS, BARE, DATA]))
    owner = {F: "f", TWICE: "f", MORE: "f", REST: "f", G: "g"}
    for answer, addr in zip(answers, CHAINS):
        assert answer.pop("frames") == [
            frame(name or owner[addr], file, line, name is not None)
            for name, file, line in CHAINS[addr]]
    assert answers[-2].pop("frames") == answers[-1].pop("frames") == []
    assert answers == plain
    answer, = parsed("lookup", "--lines", "--json", calls, hex(NEAR))
    assert answer["frames"] == [frame("f", "a.c", 12, approximate=True)]


def test_json_of_list(tmp_path):
    path = embedded(tmp_path)
    lines = {"f": ("a.c", 10), "g": ("a.c", 31), "bare": (None, None)}
    for symbol, plain in zip(parsed("list", "--lines", "--json", path),
                             parsed("list", "--json", path)):
        file, line = lines[symbol["name"]]
        assert symbol == plain | {"file": file, "line": line, "approximate": False}


def test_json_of_info_and_verify(tmp_path):
    full, calls = embedded(tmp_path), embedded(tmp_path, "calls", "calls")
    assert {k: v for k, v in parsed("info", "--json", full).items() if "lines" in k} == {
        "lines": "full", "rows_of_lines": 5}
    info = parsed("info", "--json", calls)
    assert (info["lines"], info["rows_of_lines"], info["functions_with_all_rows"]) == (
        "calls", 2, 0)
    assert sum(info["bytes"].values()) == info["used"]
    checked = parsed("verify", "--json", full)
    assert (checked["rows"], checked["line_differences"], checked["differences"]) == (5, 0, [])
    assert parsed("verify", "--json", calls)["returns"] == 2
    with_other_lines(full, line=11)
    result = ksym("verify", "--json", full)
    checked = json.loads(result.out)
    assert result.status == 1 and checked["line_differences"] == 1
    assert len(checked["differences"]) == 1
