# SPDX-License-Identifier: MIT OR Apache-2.0
"""What lines and inlined calls cost: bytes, lookups, the host; and whether they are right."""

import os
import pathlib
import random
import struct
import sys
import tempfile
import zlib

import alternatives
import counts
import elf_list
from rows import Rows, xz
from steps import Failed, run

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "tool"))

import against_llvm  # noqa: E402

MODES = ("full", "calls")
GROWTH = (1, 2, 4)
PROBES = 10_000
WORST = 8  # lookups, of which the worst is searched
APART = 256  # bytes
COMPARED = 100_000
SEED = 14
PART = " of lines"  # what `info` calls a part of lines ends so


def section_bytes(path, name):
    """Of a section, unpacked if it is packed by zlib; none if there is no such section."""
    for section in elf_list.sections(path).values():
        if section.name == name and section.type != "NOBITS":
            with open(path, "rb") as image:
                wide = image.read(5)[4] == 2
                image.seek(section.offset)
                data = image.read(section.size)
            if "C" not in section.flags:
                return data
            if struct.unpack_from("<I", data)[0] not in (1, 1 << 24):
                raise Failed(f"{path}: {name} is packed, and not by zlib")
            return zlib.decompress(data[24 if wide else 12 :])
    return b""


def others(build, path, rows, place):
    """Bytes of the same data elsewhere, by title; LINEINFO's rows too."""
    program = section_bytes(path, ".debug_line")
    count, size = run(f"{build}/bench/lineinfo", path).split()
    found = {"LINEINFO": int(size), "LINEINFO rows": int(count), ".debug_line": len(program),
             ".debug_line by xz -9e": xz(program), "columns by xz -9e": rows.xz()}
    try:
        found["GSYM"] = alternatives.gsym_lines(path, place)
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
    return found


def write_probes(path, addresses):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(f"{addr:x} -\n" for addr in addresses)


def instructions(build, folder, addresses, table):
    """The mean of a lookup with all its frames."""
    probes = f"{folder}/probes"
    write_probes(probes, addresses)
    took = [counts.executed(build, folder, question, probes, table)[0]
            for question in ("lines", "nothing")]
    os.remove(probes)
    return (took[0] - took[1]) / len(addresses)


def touched(build, folder, addresses, table):
    """Lines of 64 bytes, the mean and the most; and the addresses that load most often."""
    probes = f"{folder}/probes"
    write_probes(probes, addresses)
    mean, most, *longest = run(f"{build}/bench/lines", "lines", probes, table).split()
    os.remove(probes)
    return float(mean), int(most), [int(addr, 16) for addr in longest]


def apart(addresses):
    """The first ones that are not of rows beside each other: their lookups go the same way."""
    kept = []
    for addr in addresses:
        if all(abs(addr - other) >= APART for other in kept):
            kept.append(addr)
    return kept[:WORST]


def drawn(spans):
    """Random addresses whose lines are known."""
    chance = random.Random(SEED)
    weights = [end - begin for begin, end in spans]
    return [chance.randrange(*span) for span in chance.choices(spans, weights, k=PROBES)]


def lookup_counts(build, folder, spans, table):
    """Of random addresses with lines; and the worst of one address in each row."""
    random_ones = drawn(spans)
    mean, most, _ = touched(build, folder, random_ones, table)
    _, most_of_rows, longest = touched(build, folder, [begin for begin, _ in spans], table)
    return {
        "instructions": instructions(build, folder, random_ones, table),
        "worst": max(instructions(build, folder, [addr], table) for addr in apart(longest)),
        "lines": mean, "most lines": max(most, most_of_rows),
    }  # fmt: skip


def of_mode(bench, path, mode, spans, without):
    table = bench.path(f"{mode}.ksym")
    result = {"encode": bench.encode([path, "--lines", mode], table)}
    facts = bench.facts(table)
    parts = {name.removesuffix(PART): size for name, size in facts["bytes"].items()
             if name.endswith(PART)}
    result["bytes"] = os.path.getsize(table) - without
    parts["names and paths"] = result["bytes"] - sum(parts.values())
    result.update(rows=facts["rows_of_lines"], parts=parts,
                  whole=facts.get("functions_with_all_rows", 0))
    with tempfile.TemporaryDirectory(dir=bench.folder) as place:
        result["counts"] = lookup_counts(bench.build, place, spans, table)
    os.remove(table)
    return result


def compared(build, path):
    elf = pathlib.Path(path).resolve()
    addresses = against_llvm.random_addresses(elf, COMPARED, SEED)
    found = against_llvm.compare(f"{build}/ksym", elf, addresses)
    return {"asked": found.asked, "known": found.known, "differ": dict(found.kinds),
            "first": list(against_llvm.told(found))}


def measure(bench, path):
    table = bench.path("none.ksym")
    without = bench.encode([path], table)["bytes"]
    os.remove(table)
    with tempfile.TemporaryDirectory(dir=bench.folder) as place:
        rows = Rows(bench.build, path, place)
        spans = rows.known()
        if not spans:
            raise Failed(f"{path}: no address whose line is known")
        result = {"others": others(bench.build, path, rows, place)}
    for mode in MODES:
        result[mode] = of_mode(bench, path, mode, spans, without)
    result["compared"] = compared(bench.build, path)
    return result


def growth(bench):
    """What full tables of several times the same objects take: those of ksym, linked to no end."""
    libraries = [f"{bench.build}/libksym{end}.a" for end in ("-tool", "-write", "")]
    results = {}
    with tempfile.TemporaryDirectory(dir=bench.folder) as place:
        linked, table = f"{place}/linked", f"{place}/table"
        for times in GROWTH:
            run("gcc", "-nostdlib", "-static", "-Wl,-e,0,-z,muldefs,--unresolved-symbols=ignore-all",
                "-o", linked, "-Wl,--whole-archive", *libraries * times)  # fmt: skip
            took = bench.encode([linked, "--lines", "full"], table, runs=3)
            spans = Rows(bench.build, linked, place).known()
            took["rows"] = bench.facts(table)["rows_of_lines"]
            took["instructions"] = instructions(bench.build, place, drawn(spans), table)
            took["bytes"] -= bench.encode([linked], table)["bytes"]
            results[times] = took
    return results
