# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tables that a reader must reject, one or more a rule of FORMAT2.md.

TABLES has of each its name, its bytes, and the statuses of opening it and of reading all of
it. Checksums are right unless the checksum is what is wrong.
"""
from examples2 import one, two
from format2 import (END_PHRASES, FUNC, GLOBAL, INDEX, PAGES, PHRASES, REGIONS, RESUMES,
                     SUPERBLOCKS)
from format2 import Table as Read
from table2 import ORDER, Entry, Shape, Table, patched, sealed

KIND = FUNC | GLOBAL << 2
REGION = [(0x1000, 0x1000, 0)]
GOOD = two().build()
TAIL = len(GOOD) - 8


def with_last_part(end):
    """The table with another end of the last part, by its directory."""
    at = 32 + 5 * (GOOD[7] - 1) + 1
    size = end - Read(GOOD).part(GOOD[at - 1])[0]
    return sealed(GOOD[:at] + size.to_bytes(4, "little") + GOOD[at + 4:])


def with_part(tag, change):
    table = two()
    table.changes[tag] = change
    return table.build()


def with_place(place):
    """The table with another place of its blocks."""
    return with_part(SUPERBLOCKS, lambda s: s[:4] + place.to_bytes(4, "little") + s[8:])


def at_anchor(offset, data):
    """The table with other bytes of its block from an offset behind the anchor on."""
    table = two()
    table.build()
    at = table.anchors[0] + offset
    return sealed(GOOD[:at] + data + GOOD[at + len(data):])


def pages_last(behind):
    """So many bytes from the pages to the tail, of a table in which they stand last."""
    order = [tag for tag in ORDER if tag != PAGES]
    table = two()
    table.order, table.behind = [*order, PAGES], behind - 128
    return table.build()


def of_one_name(tokens, behind=0):
    return Table([Entry(0, 1, KIND, 0, 0, [b"a" * 255] * tokens)], regions=REGION,
                 shapes=[Shape(0x26, 0, 1)], phrases=[b"a" * 255], length_bits=8,
                 behind=behind).build()


def descending():
    return Table([Entry(d, 8, KIND, 0, 0, [b"a"]) for d in (0, 16, 8)], regions=REGION,
                 shapes=[Shape(0x26, 31, 1, 3)], phrases=[b"a"]).build()


def paged(page):
    table = Table([Entry(0, 1, KIND, 0, 0, [b"a"])], shapes=[Shape(0x26, 0, 1)] * 16,
                  regions=REGION, phrases=[b"a"], paged=True)
    good = table.build()
    at = table.anchors[0]
    return sealed(good[:at] + bytes([page]) + good[at + 1:])


def header(**fields):
    return sealed(patched(GOOD, **fields))


TABLES = [
    ("good", GOOD, "OK", "OK"),
    ("the other good one", one().build(), "OK", "OK"),
    ("all 0x00", bytes(4096), "EMPTY", None),
    ("all 0xff", b"\xff" * 4096, "EMPTY", None),
    ("another magic", b"KSYN" + GOOD[4:], "MAGIC", None),
    ("smaller than the header", GOOD[:31], "TRUNCATED", None),
    ("least version", header(least_version=3), "VERSION", None),
    ("a later version", header(version=9), "OK", "OK"),
    ("a byte less than its size", GOOD[:-1], "TRUNCATED", None),
    ("a reservation that is larger", GOOD + b"\xff" * 99, "OK", "OK"),
    ("size", patched(GOOD, size=39), "CORRUPT", None),
    *((f"{name} {value}", header(**{name: value}), "CORRUPT", None) for name, value in (
        ("header_size", 31), ("class_width", 16), ("phrase_bits", 32), ("length_bits", 16),
        ("shared_bits", 2), ("paged", 2), ("parts", 255))),
    ("more bits of the slice shift", header(slice_shift=0xe0), "OK", "OK"),
    ("a part that ends at the tail", with_last_part(TAIL), "OK", "OK"),
    ("a part that ends in the tail", with_last_part(TAIL + 1), "CORRUPT", None),
    ("no region", with_part(REGIONS, lambda r: b""), "CORRUPT", None),
    ("a region that is cut", with_part(REGIONS, lambda r: r[:-1]), "CORRUPT", None),
    ("a resume that is cut", with_part(RESUMES, lambda r: r + r[:7]), "OK", "OK"),
    ("superblocks", with_part(SUPERBLOCKS, lambda s: s[:-1]), "CORRUPT", None),
    ("127 bytes from the pages on", pages_last(127), "CORRUPT", None),
    ("128 bytes from the pages on", pages_last(128), "OK", "OK"),
    ("255 bytes before an anchor", with_place(255), "OK", "CORRUPT"),
    ("31 bytes from an anchor on", with_place(TAIL - 31), "OK", "CORRUPT"),
    ("an anchor far outside", with_place((1 << 29) - 1), "OK", "CORRUPT"),
    ("a page that exists", paged(0), "OK", "OK"),
    ("page", paged(1), "OK", "CORRUPT"),
    ("numbers that end before the tail", of_one_name(200), "OK", "OK"),
    ("numbers that do not", of_one_name(200, -1), "OK", "CORRUPT"),
    ("selectors that do not", at_anchor(4, b"\x7f\0\0"), "OK", "CORRUPT"),
    ("share", at_anchor(4 + 3, b"\x38"), "OK", "CORRUPT"),
    ("a phrase that is not in its part", with_part(END_PHRASES, lambda p: p[:1]), "OK",
     "CORRUPT"),
    ("a phrase that leads out of the text", with_part(PHRASES, lambda p: b"\xff"), "OK",
     "CORRUPT"),
    ("a name of 65,535 bytes", of_one_name(257), "OK", "OK"),
    ("a name above 65,535 bytes", of_one_name(258), "OK", "CORRUPT"),
    ("checksum", patched(GOOD, checksum=1), "OK", "CHECKSUM"),
    ("index", with_part(INDEX, lambda i: i[:-1]), "OK", "CORRUPT"),
    ("descending", descending(), "OK", "CORRUPT"),
]
