# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tables that a reader must reject, one or more a rule of FORMAT.md, and those beside them that it
must not.

TABLES has of each its name, its bytes, and the statuses of opening it and of reading all of it,
None where it does not open. Checksums are right unless the checksum is what is wrong.
"""
import struct

from examples import GLOBAL_FUNC, one, two
from table import (END_PHRASES, INDEX, ORDER, PAGES, PHRASES, REGIONS, RESUMES, SUPERBLOCKS, TEXT,
                   Entry, Shape, Table, part, patched, sealed)

REGION = [(0x1000, 0x1000, 0)]
BYTE = Shape(0x26, 0, 1)
GOOD = two().build()
TAIL = len(GOOD) - 8


def with_last_part(end):
    """The table with another end of the last part, by its directory."""
    at = 32 + 5 * (GOOD[7] - 1) + 1
    size = end - part(GOOD, GOOD[at - 1])[0]
    return sealed(GOOD[:at] + size.to_bytes(4, "little") + GOOD[at + 4:])


def with_part(tag, change):
    table = two()
    table.changes[tag] = change
    return table.build()


def with_place(place):
    """The table with another place of its blocks."""
    return with_part(SUPERBLOCKS, lambda s: s[:4] + place.to_bytes(4, "little") + s[8:])


def anchor_before_tail(distance):
    """A table whose one anchor is so many bytes before the tail."""
    return with_anchor(one().build(), -distance)


def with_anchor(good, where):
    """The table with its one anchor at a place, from the tail if it is below 0."""
    place = where if where >= 0 else len(good) - 8 + where
    at = part(good, SUPERBLOCKS)[0] + 4
    moved = bytearray(good[:at] + place.to_bytes(4, "little") + good[at + 4:])
    # Zeros in its place: names of no tokens, of shape 0.
    moved[place:place + 10] = bytes(10)
    return sealed(moved)


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
    return Table([Entry(0, 1, GLOBAL_FUNC, 0, 0, [b"a" * 255] * tokens)], regions=REGION,
                 shapes=[BYTE], phrases=[b"a" * 255], length_bits=8, behind=behind).build()


def of_65536_bytes():
    phrases = [b"a" * 255, b"a"]
    return Table([Entry(0, 1, GLOBAL_FUNC, 0, 0, phrases[:1] * 257 + phrases[1:])], regions=REGION,
                 shapes=[BYTE], phrases=phrases, class_width=1, length_bits=8).build()


def of_tokens(phrase, tokens, *others):
    """A name of so many tokens, then others of tokens shared and of their own."""
    entries = [Entry(i, 1, GLOBAL_FUNC, 0, share, [phrase] * own, 1)
               for i, (share, own) in enumerate(((0, tokens), *others))]
    return Table(entries, regions=REGION, shapes=[Shape(0x26, 1, 1)], phrases=[phrase],
                 length_bits=8, record_bits=20)


def wide_names(behind):
    """Tokens of one bit each, where the longest number would have 22."""
    return Table([Entry(i, 1, GLOBAL_FUNC, 0, 0, [b"a"] * 30, 1) for i in range(8)],
                 regions=REGION, shapes=[Shape(0x26, 1, 1)], phrases=[b"a"], class_width=15,
                 behind=behind).build()


def descending(*distances):
    return Table([Entry(d, 8, GLOBAL_FUNC, 0, 0, [b"a"]) for d in distances], regions=REGION,
                 shapes=[Shape(0x26, 31, 1, 3)], phrases=[b"a"]).build()


def of_sizes(*sizes, resumes=()):
    """Symbols of one address."""
    return Table([Entry(0, size, GLOBAL_FUNC, 0, 0, [b"a"], 0) for size in sizes],
                 regions=REGION, shapes=[Shape(0x26, 0, 2)], phrases=[b"a"],
                 resumes=resumes).build()


def of_distance(first, *gaps):
    """Symbols from a distance on."""
    entries = [Entry(first + sum(gaps[:i]), 0, GLOBAL_FUNC, 0, 0, [b"a"], gap)
               for i, gap in enumerate((*gaps, 0))]
    return Table(entries, regions=[(0x1000, (1 << 32) - 1, 0)], shapes=[Shape(0x26, 4, 1)],
                 phrases=[b"a"]).build()


def of_page(page, pages=1, missing=0):
    """A block that names a page of so many, of which the last bytes may be missing."""
    table = Table([Entry(0, 1, GLOBAL_FUNC, 0, 0, [b"a"])], pages=[[BYTE] * 16] * pages,
                  page_of=[0], regions=REGION, phrases=[b"a"])
    table.changes[PAGES] = lambda p: p[:len(p) - missing]
    good = table.build()
    at = table.anchors[0]
    return sealed(good[:at] + bytes([page]) + good[at + 1:])


def with_index(segments, log2, bits, size):
    """An index of that header and so many bytes in all, zeros."""
    return with_part(INDEX, lambda i: struct.pack("<IBBH", segments, log2, bits, 0).ljust(
        size, b"\0")[:size])


def slots(segments, log2, bits):
    """The bytes of an index, as FORMAT.md says."""
    return 8 + bits * -(-((segments + 3) << log2) // 8)


def header(**fields):
    return sealed(patched(GOOD, **fields))


def of_none(**fields):
    """A table of no symbols, which needs no part."""
    return sealed(patched(Table([], regions=[], order=[]).build(), **fields))


OUT_OF_RANGE = (
    ("header_size", (0, 31, 255)), ("class_width", (16, 255)), ("phrase_bits", (32, 255)),
    ("length_bits", (16, 255)), ("later", (1, 255)), ("paged", (2, 255)),
    ("parts", (11, 255)), ("count", (129, 1 << 29, (1 << 32) - 1)))

INDEX_SIZES = [(2, 1, 2), (5, 0, 31), (1, 2, 7), (5, 2, 13), (13, 1, 1), (2, 3, 5), (7, 5, 9)]

OPENING = [
    ("good", GOOD, "OK", "OK"),
    ("the other good one", one().build(), "OK", "OK"),
    ("all 0x00", bytes(4096), "EMPTY", None),
    ("all 0xff", b"\xff" * 4096, "EMPTY", None),
    ("4 bytes of 0x00", bytes(4), "EMPTY", None),
    ("4 bytes of 0xff", b"\xff" * 4, "EMPTY", None),
    ("another magic", b"KSYN" + GOOD[4:], "MAGIC", None),
    ("another magic of a few bytes", b"KSYN", "MAGIC", None),
    ("smaller than the header", GOOD[:31], "TRUNCATED", None),
    ("least version", header(least_version=3), "VERSION", None),
    ("the greatest least version", header(least_version=255), "VERSION", None),
    ("an earlier least version", header(least_version=1), "OK", "OK"),
    ("a later version", header(version=9), "OK", "OK"),
    ("least version, then the place", header(least_version=3)[:40], "VERSION", None),
    ("a byte less than its size", GOOD[:-1], "TRUNCATED", None),
    ("the place, then settings", header(class_width=16)[:-1], "TRUNCATED", None),
    ("a reservation that is larger", GOOD + b"\xff" * 99, "OK", "OK"),
    ("size 39", patched(GOOD, size=39), "CORRUPT", None),
    ("size 0", patched(GOOD, size=0), "CORRUPT", None),
    ("size 40 of no symbols", of_none(), "OK", "OK"),
    *((f"{name} {value}", header(**{name: value}), "CORRUPT", None)
      for name, values in OUT_OF_RANGE for value in values),
    ("more bits of the slice shift", header(slice_shift=0xe0), "OK", "OK"),
    ("a directory that ends at the tail", of_none(size=40), "OK", "OK"),
    ("a directory that ends in the tail", of_none(parts=1), "CORRUPT", None),
    ("a header smaller than one is", of_none(header_size=31), "CORRUPT", None),
    ("a header that ends in the tail", of_none(header_size=33), "CORRUPT", None),
    ("a part that ends at the tail", with_last_part(TAIL), "OK", "OK"),
    ("a part that ends in the tail", with_last_part(TAIL + 1), "CORRUPT", None),
    ("a part of 4 GiB", with_last_part(part(GOOD, 6)[0] + (1 << 32) - 1), "CORRUPT", None),
    ("no region", with_part(REGIONS, lambda r: b""), "CORRUPT", None),
    ("a region that is cut", with_part(REGIONS, lambda r: r[:-1]), "CORRUPT", None),
    ("a region and a half", with_part(REGIONS, lambda r: r + b"\xff" * 8), "OK", "OK"),
    ("a resume that is cut", with_part(RESUMES, lambda r: r + r[:7]), "OK", "OK"),
    ("superblocks", with_part(SUPERBLOCKS, lambda s: s[:-1]), "CORRUPT", None),
    ("127 bytes from the pages on", pages_last(127), "CORRUPT", None),
    ("128 bytes from the pages on", pages_last(128), "OK", "OK"),
]

READING = [
    ("255 bytes before an anchor", with_anchor(one().build(), 255), "OK", "CORRUPT"),
    ("256 bytes before an anchor", one().build(), "OK", "OK"),
    ("31 bytes from an anchor on", anchor_before_tail(31), "OK", "CORRUPT"),
    ("32 bytes from an anchor on", anchor_before_tail(32), "OK", "OK"),
    ("an anchor far outside", with_place((1 << 29) - 1), "OK", "CORRUPT"),
    ("an anchor at 0", with_place(0), "OK", "CORRUPT"),
    ("a page that exists", of_page(0), "OK", "OK"),
    ("page", of_page(1), "OK", "CORRUPT"),
    ("the last page", of_page(1, 2), "OK", "OK"),
    ("a page that is not all there", of_page(1, 2, 1), "OK", "CORRUPT"),
    ("the greatest page", of_page(255, 255), "OK", "CORRUPT"),
    ("the greatest page of all", of_page(255, 256), "OK", "OK"),
    ("numbers that end before the tail", of_one_name(200), "OK", "OK"),
    ("numbers that do not", of_one_name(200, -1), "OK", "CORRUPT"),
    ("longest numbers that end before the tail", wide_names(0), "OK", "OK"),
    ("longest numbers that do not", wide_names(-1), "OK", "CORRUPT"),
    ("selectors that do not", at_anchor(4, b"\x7f\0\0"), "OK", "CORRUPT"),
    ("share", at_anchor(4 + 3, b"\x38"), "OK", "CORRUPT"),
    ("share of the first name", at_anchor(4 + 3, b"\x09"), "OK", "CORRUPT"),
    ("as many as the name before", of_tokens(b"a", 3, (3, 0), (3, 2), (5, 2), (7, 0)).build(),
     "OK", "OK"),
    ("one more than the name before", of_tokens(b"a", 5, (6, 0)).build(), "OK", "CORRUPT"),
    ("one more than it shares and has", of_tokens(b"a", 3, (3, 2), (6, 0)).build(), "OK",
     "CORRUPT"),
    ("a phrase that is not in its part", with_part(END_PHRASES, lambda p: p[:1]), "OK",
     "CORRUPT"),
    ("no phrases", with_part(PHRASES, lambda p: b""), "OK", "CORRUPT"),
    ("a phrase that leads out of the text", with_part(PHRASES, lambda p: b"\xff"), "OK",
     "CORRUPT"),
    ("a text that is cut", with_part(TEXT, lambda t: t[:-1]), "OK", "CORRUPT"),
    ("a name of 65,535 bytes", of_one_name(257), "OK", "OK"),
    ("a name of 65,536 bytes", of_65536_bytes(), "OK", "CORRUPT"),
    ("a name above 65,536 bytes", of_one_name(258), "OK", "CORRUPT"),
    ("a shared name above 65,535 bytes", of_tokens(b"a" * 255, 250, (7, 251)).build(), "OK",
     "CORRUPT"),
    ("a shared name of 65,535 bytes", of_tokens(b"a" * 255, 250, (7, 250)).build(), "OK", "OK"),
    ("262 tokens", of_tokens(b"a", 262, (7, 262)).build(), "OK", "OK"),
    ("checksum", patched(GOOD, checksum=1), "OK", "CHECKSUM"),
    ("checksum of the tail", GOOD[:-1] + b"\1", "OK", "CHECKSUM"),
    ("an index of 7 bytes", with_part(INDEX, lambda i: i[:7]), "OK", "CORRUPT"),
    *((f"an index of {args}", with_index(*args, slots(*args)), "OK", "OK") for args in INDEX_SIZES),
    *((f"an index of {args}, cut", with_index(*args, slots(*args) - 1), "OK", "CORRUPT")
      for args in INDEX_SIZES),
    ("no segments", with_index(0, 3, 5, 8 + 5 * 3), "OK", "CORRUPT"),
    ("slots of no bits", with_index(1, 3, 0, 8), "OK", "OK"),
    ("slots of 31 bits", with_index(1, 0, 31, 8 + 31), "OK", "OK"),
    ("slots of 32 bits", with_index(1, 0, 32, 8 + 32), "OK", "CORRUPT"),
    ("2^18 slots a segment", with_index(1, 18, 1, 8 + (4 << 15)), "OK", "OK"),
    ("2^19 slots a segment", with_index(1, 19, 1, 8 + (4 << 16)), "OK", "CORRUPT"),
    ("2^24 segments", with_index(1 << 24, 0, 1, 8 + (1 << 21) + 1), "OK", "OK"),
    ("more segments", with_index((1 << 24) + 1, 0, 1, 8 + (1 << 21) + 1), "OK", "CORRUPT"),
    ("fewer than 2^27 slots", with_index(508, 18, 0, 8), "OK", "OK"),
    ("2^27 slots", with_index(509, 18, 0, 8), "OK", "CORRUPT"),
    ("segments of 2^45 bytes", with_index(1 << 24, 18, 31, 4096), "OK", "CORRUPT"),
    ("ascending", descending(0, 8, 16), "OK", "OK"),
    ("at one distance", descending(8, 8, 8), "OK", "OK"),
    ("descending", descending(0, 16, 8), "OK", "CORRUPT"),
    ("sizes that descend", of_sizes(3, 2, 2), "OK", "OK"),
    ("sizes that ascend", of_sizes(3, 2, 3), "OK", "CORRUPT"),
    ("nothing that owns a start", of_sizes(3, 0), "OK", "CORRUPT"),
    ("a resume that does", of_sizes(3, 0, resumes=[(0, 0)]), "OK", "OK"),
    ("a resume of another symbol", of_sizes(3, 0, resumes=[(0, 1)]), "OK", "CORRUPT"),
    ("the last distance of all", of_distance((1 << 32) - 9, 8), "OK", "OK"),
    ("a distance above all", of_distance((1 << 32) - 8, 8), "OK", "CORRUPT"),
    ("a block at a distance above all", of_distance((1 << 32) - 8, 0, *[0] * 6, 8), "OK",
     "CORRUPT"),
]

TABLES = OPENING + READING
