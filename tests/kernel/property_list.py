# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes what kernel/tests/symbols_property.c is made of: property_list.py MAP LIST.c

MAP is a list of symbols for `ksym table --map`; LIST.c has the same symbols in the order of
docs/symbols.md, as the table must return them.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import lists  # noqa: E402
from programs import LETTERS  # noqa: E402
from table import FUNC, OBJECT, in_order  # noqa: E402


def symbols():
    """Kinds, sizes, aliases and nested ranges, with names of 1 to 511 bytes."""
    made = [*lists.mixed(500, inferred=False), *lists.nested(64), *lists.aliases(60),
            *lists.stems(), *lists.of_lengths((1, 2, 62, 63, 64, 65, 255, 256, 511))]
    # A map's code of size 0 has its size inferred: here only data has none.
    made = [s._replace(type=OBJECT) if s.size == 0 and s.type == FUNC else s for s in made]
    return list(dict.fromkeys(made))


def main(map_path, list_path):
    made = symbols()
    pathlib.Path(map_path).write_bytes(b"".join(
        b"%016x %016x %s %s\n" % (s.addr, s.size, LETTERS[s.type, s.flags].encode(), s.name)
        for s in made))
    rows = "".join(
        f'\t{{ .addr = {s.addr:#x}, .size = {s.size:#x}, .name = "{s.name.decode()}",\n'
        f"\t\t.length = {len(s.name)}, .type = {s.type}, .flags = {s.flags} }},\n"
        for s in in_order(made))
    pathlib.Path(list_path).write_text(
        '#include "symbols_property.h"\n\n'
        f"const uint32_t property_count = {len(made)};\n"
        f"const uint32_t property_longest = {max(len(s.name) for s in made)};\n"
        f"struct property_symbol property_symbols[{len(made)}] = {{\n{rows}}};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
