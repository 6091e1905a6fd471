# SPDX-License-Identifier: MIT OR Apache-2.0
"""Units, functions and inlined calls for dwarf.py, and llvm-symbolizer's answer of them."""
import subprocess

from dwarf import C99, Die, Lines, Unit

VERSIONS = [2, 3, 4, 5]
BASE = 0x1000


def symbolized(path, addr):
    """llvm-symbolizer's frames of an address, as dwarf_rows prints them."""
    out = subprocess.run(["llvm-symbolizer-19", "--functions=short", "--no-demangle",
                          f"--obj={path}", hex(addr)], capture_output=True, text=True,
                         check=True).stdout.split()
    names, places = out[::2], [place.rsplit(":", 1)[0] for place in out[1::2]]
    inlined = [" (inlined)"] * (len(names) - 1) + [""]
    return [f"{'?' if name == '??' else name}{mark} {'?:0' if place == '??:0' else place}"
            for name, mark, place in zip(names, inlined, places)]


def root(info, program, *children, version=4, ranges=None, language=C99, directory="/src",
         **lines):
    """A unit's first entry, with a line table; its code is all of .text unless told."""
    ranges = pc(info, BASE, 2 * BASE, version) if ranges is None else ranges
    offset = info.add_lines(Lines(program, version=version, **lines))
    at = "sec_offset" if version >= 4 else "data4"
    return Die("compile_unit", [("name", "string", "a.c"), ("comp_dir", "string", directory),
                                ("language", "data1", language),
                                ("stmt_list", at, offset), *ranges], list(children))


def pc(info, begin, end, version=4):
    """low_pc and high_pc, from version 4 on as a length."""
    high = ("data4", end - begin) if version >= 4 else ("addr", end)
    return [("low_pc", "addr", begin), ("high_pc", *high)]


def function(info, name, begin, end, *children, version=4):
    return Die("subprogram", [("name", "string", name), *pc(info, begin, end, version)],
               list(children))


def abstract(name, *attributes):
    return Die("subprogram", [("name", "string", name), ("inline", "data1", 1), *attributes])


def inlined(info, origin, line, begin=None, end=None, *children, file=1, version=4,
            form="ref4"):
    ranges = pc(info, begin, end, version) if begin is not None else []
    return Die("inlined_subroutine", [("abstract_origin", form, origin), *ranges,
                                      ("call_file", "data1", file),
                                      ("call_line", "data2", line)], list(children))


def simple(info, program, *children, **more):
    """A unit with a function `f` over all of its code."""
    version = more.get("version", 4)
    whole = function(info, "f", BASE, BASE + 0x100, *children, version=version)
    return Unit(root(info, program, whole, **more), version)
