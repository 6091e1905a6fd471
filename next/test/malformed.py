# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tables that a reader must reject, one or more a rule of FORMAT2.md.

TABLES has of each its name, its bytes, and the statuses of opening it and of reading all of
it. Checksums are right unless the checksum is what is wrong.
"""
from examples2 import one, two
from format2 import (GLOBAL, FUNC, INDEX, PAGES, PHRASES, RESUMES, SLICES, STREAM, SUPERBLOCKS,
                     TEXT)
from table2 import Entry, Shape, Table, patched, sealed

KIND = FUNC | GLOBAL << 2
GOOD = two().build()


def with_part(tag, data, make=two):
    table = make()
    table.parts[tag] = data(table.parts[tag])
    return table.build()


def at_anchor(offset, data, make=two):
    """The table with bytes of its first block from an offset behind the anchor on."""
    table = make()
    at = table.anchors[0] + offset
    stream = table.parts[STREAM]
    table.parts[STREAM] = stream[:at] + data + stream[at + len(data):]
    return table.build()


def ending(behind_pages, table):
    """The table with so many bytes behind the beginning of the pages."""
    parts = table.parts
    order = [*parts]
    behind = sum(len(parts[t]) for t in order[order.index(PAGES):])
    parts[TEXT] = parts[TEXT][:len(parts[TEXT]) + behind_pages - behind]
    return table.build()


def of_one_name(tokens):
    return Table([Entry(0, 1, KIND, 0, 0, [b"a" * 255] * tokens)],
                 shapes=[Shape(0x26, 0, 1)], phrases=[b"a" * 255], phrase=(3, 8),
                 end=128).build()


def descending():
    return Table([Entry(d, 1, KIND, 0, 0, [b"a"]) for d in (0, 16, 8)],
                 shapes=[Shape(0x26, 64, 1)], phrases=[b"a"], end=128).build()


def paged(page):
    table = Table([Entry(0, 1, KIND, 0, 0, [b"a"])], shapes=[Shape(0x26, 0, 1)] * 16,
                  phrases=[b"a"], paged=True, end=128)
    table.parts[STREAM] = table.parts[STREAM].replace(b"\0", bytes([page]), 1) \
        if table.anchors == [0] else (table.parts[STREAM][:table.anchors[0]] + bytes([page]) +
                                      table.parts[STREAM][table.anchors[0] + 1:])
    return table.build()


def many_tokens(**changes):
    """The first name has 262 tokens, whose selectors or numbers go past the table's end."""
    table = two()
    at = table.anchors[0] + 4 + 3
    stream = table.parts[STREAM]
    table.parts[STREAM] = stream[:at] + b"\x07\0\0\xff" + stream[at + 4:]
    table.header.update(changes)
    return table


def header(**fields):
    return sealed(patched(GOOD, **fields))


SHORT = (b"\2\0\0" + bytes(8), b"\0\1\0\0" + bytes(8 + 3 * 2))

TABLES = [
    ("good", GOOD, "OK", "OK"),
    ("the other good one", one().build(), "OK", "OK"),
    ("all 0x00", bytes(4096), "EMPTY", None),
    ("all 0xff", b"\xff" * 4096, "EMPTY", None),
    ("another magic", b"KSYN" + GOOD[4:], "MAGIC", None),
    ("smaller than the header", GOOD[:39], "TRUNCATED", None),
    ("least version", header(least_version=3), "VERSION", None),
    ("a later version", header(version=9), "OK", "OK"),
    ("a byte less than its size", GOOD[:-1], "TRUNCATED", None),
    ("a reservation that is larger", GOOD + b"\xff" * 99, "OK", "OK"),
    ("size", patched(GOOD, size=39), "CORRUPT", None),
    ("header size", header(header_size=39), "CORRUPT", None),
    *((f"{name} {value}", header(**{name: value}), "CORRUPT", None) for name, value in (
        ("class_width", 10), ("phrase", 0x31), ("phrase", 0x35), ("phrase", 0x22),
        ("phrase", 0x92), ("shared_bits", 2), ("shared_bits", 5), ("parts", 255))),
    ("a part that ends a byte late", sealed(patched(GOOD, size=len(GOOD) - 1)), "CORRUPT",
     None),
    *((f"slices of {len(s)} bytes", with_part(SLICES, lambda _, s=s: s), "CORRUPT", None)
      for s in SHORT),
    ("resumes of 3 bytes", with_part(RESUMES, lambda r: r[:3]), "CORRUPT", None),
    ("more resumes", with_part(RESUMES, lambda r: b"\2" + r[1:]), "CORRUPT", None),
    ("superblocks", with_part(SUPERBLOCKS, lambda s: s[:-1]), "CORRUPT", None),
    ("127 bytes from the pages on", ending(127, two()), "CORRUPT", None),
    ("128 bytes from the pages on", ending(128, two()), "OK", "OK"),
    ("anchor", with_part(SUPERBLOCKS, lambda s: s[:38] + b"\xff\xff" + s[40:]), "OK",
     "CORRUPT"),
    ("a page that exists", paged(0), "OK", "OK"),
    ("page", paged(1), "OK", "CORRUPT"),
    ("selectors", ending(130, many_tokens()), "OK", "CORRUPT"),
    ("numbers", many_tokens(class_width=9).build(), "OK", "CORRUPT"),
    ("share", at_anchor(4, b"\x38"), "OK", "CORRUPT"),
    ("phrase", with_part(PHRASES, lambda p: b"\xff\xff"), "OK", "CORRUPT"),
    ("a name of 65,535 bytes", of_one_name(257), "OK", "OK"),
    ("a name above 65,535 bytes", of_one_name(258), "OK", "CORRUPT"),
    ("checksum", patched(GOOD, checksum=1), "OK", "CHECKSUM"),
    ("index", with_part(INDEX, lambda i: i[:-1]), "OK", "CORRUPT"),
    ("descending", descending(), "OK", "CORRUPT"),
]
