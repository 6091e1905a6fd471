# SPDX-License-Identifier: MIT OR Apache-2.0
"""libksym and compact.py give the same answers of damaged tables: what one rejects the other does,
and what both read they read alike. They know only FORMAT.md of each other.
"""
import ctypes
import random
import zlib
from collections import Counter
from itertools import pairwise

import pytest

from command import ROOT
from compact import BLOCK, INDEX, PAGES, REGIONS, RESUMES, STREAM, SUPERBLOCKS, Rejected
from compact import CompactTable as Table
from machines import run
from test_compact import some_names, table_of
from test_dumps import FIRST, SECOND, dump

STATUS = {0: "OK", -1: "NOT_FOUND", -2: "EMPTY", -3: "MAGIC", -4: "VERSION", -5: "TRUNCATED",
          -6: "CORRUPT", -7: "CHECKSUM"}
STATE = 256  # KSYM_TABLE_SIZE of ksym.h
NAME_MAX = 65535
TOP = 2**64 - 1


class KsymSymbol(ctypes.Structure):
    """struct ksym_symbol of ksym.h."""
    _fields_ = [("addr", ctypes.c_uint64), ("size", ctypes.c_uint64), ("index", ctypes.c_uint32),
                ("type", ctypes.c_uint8), ("flags", ctypes.c_uint8)]


@pytest.fixture(name="library", scope="module")
def _library(tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "libksym.so"
    run("gcc", "-O2", "-shared", "-fPIC", "-I", ROOT / "lib/include", "-I", ROOT / "lib", "-o", path,
        *(ROOT / "lib").glob("*.c"))
    return ctypes.CDLL(path)


class Opened:
    """A table as libksym has it."""

    def __init__(self, library, place):
        self._library, self._symbol = library, KsymSymbol()
        self._place = (ctypes.c_char * max(1, len(place))).from_buffer_copy(place or b"\0")
        self._state = (ctypes.c_uint64 * (STATE // 8))()
        self.status = STATUS[library.ksym_open(self._state, self._place,
                                               ctypes.c_size_t(len(place)))]

    def check(self):
        return STATUS[self._library.ksym_check(self._state)]

    def place(self, number):
        """Address, size, type and flags, or None."""
        s = self._symbol
        if self._library.ksym_get(self._state, ctypes.c_uint32(number), ctypes.byref(s)) != 0:
            return None
        return s.addr, s.size, s.type, s.flags

    def name(self, number):
        self._symbol.index = number
        buf = ctypes.create_string_buffer(NAME_MAX + 1)
        got = self._library.ksym_name(self._state, ctypes.byref(self._symbol), buf,
                                      ctypes.c_size_t(len(buf)))
        return None if got < 0 else buf.raw[:got]

    def lookup(self, addr):
        status = self._library.ksym_lookup(self._state, ctypes.c_uint64(addr),
                                           ctypes.byref(self._symbol))
        return self._symbol.index if status == 0 else None

    def find(self, name):
        status = self._library.ksym_find(self._state, name, ctypes.byref(self._symbol))
        return self._symbol.index if status == 0 else None


def unless_rejected(action, *arguments):
    try:
        return action(*arguments)
    except Rejected:
        return None


def rises(values):
    return all(a < b for a, b in pairwise(values))


def begins(table, number, distance):
    """Whether a symbol is there and begins at a distance or below it."""
    places = unless_rejected(table.places, number // BLOCK) if number < table.count else None
    return bool(places) and number % BLOCK < len(places) and places[number % BLOCK][0] <= distance


def has_order(table):
    """Whether records that are to ascend do, shapes say the fields that their kind has, and no
    resume stands before its symbol; else a reader may take anything."""
    superblocks = range(table.superblock_count)
    starts = [table.superblock(number)[5] for number in superblocks]
    blocks = [start for number in superblocks
              for start, _ in table.starts_and_anchors(number)][:table.block_count]
    return (all(some == sorted(some) for some in starts) and blocks == sorted(blocks)
            and rises([r[0] for r in table.regions])
            and blocks[:1] in ([], [0]) and all(r[2] == 0 for r in table.regions[:1])
            and all(a[2] + a[1] < b[2] for a, b in pairwise(table.regions))
            and all(number < table.superblock_count for number in table.slices)
            and table.slices == sorted(table.slices) and table.resumes == sorted(table.resumes)
            and all(fields == x_bits + 64 if kind % 4 == 3 else fields >= x_bits
                    for page in table.shapes() for kind, x_bits, fields, *_ in page)
            and all(begins(table, number, distance) for distance, number in table.resumes))


def addresses(table, rng):
    """Where symbols begin and end, and anything."""
    asked = [0, 1, TOP, *(rng.getrandbits(rng.randint(1, 64)) for _ in range(10))]
    for number in numbers(table, rng):
        place = unless_rejected(table.place, number)
        if place:
            addr, size, *_ = place
            asked += [addr - 1, addr, addr + size - 1, addr + size]
    return [addr & TOP for addr in asked]


def numbers(table, rng):
    return sorted(rng.choices(range(table.count), k=24)) if table.count else []


def compare(library, place, rng, seen):
    """Asks both the same, and counts in SEEN what they said."""
    opened = Opened(library, place)
    try:
        table = Table(place)
    except Rejected as rejected:
        assert opened.status == rejected.status
        seen[rejected.status] += 1
        return
    assert opened.status == "OK"
    seen["OK"] += 1
    some = numbers(table, rng)
    for number in some:
        name = opened.name(number)
        assert name == unless_rejected(table.name, number)
        seen["name", name is not None] += 1
    if not has_order(table):
        seen["without order"] += 1
        return
    for number in some:
        said = opened.place(number)
        assert said == unless_rejected(table.place, number)
        seen["place", said is not None] += 1
    for addr in addresses(table, rng):
        said = opened.lookup(addr)
        assert said == unless_rejected(table.lookup, addr), hex(addr)
        seen["lookup", said is not None] += 1
    if unless_rejected(table.index):
        for number in some:
            # libksym takes a name up to its first NUL, which none has but by damage.
            name = (unless_rejected(table.name, number) or b"x").split(b"\0")[0]
            said, found = opened.find(name), unless_rejected(table.find, name)
            # A symbol without a place cannot be told.
            assert said == (None if found is None or not opened.place(found) else found)
            seen["find", said is not None] += 1
    try:
        table.check()
        status = "OK"
    except Rejected as rejected:
        status = rejected.status
    assert opened.check() == status
    seen["check", status] += 1


def sealed(place):
    """With its checksum, if it has the size that it says."""
    size = int.from_bytes(place[8:12], "little")
    if 16 <= size <= len(place):
        place = bytearray(place)
        place[12:16] = zlib.crc32(place[:12] + place[16:size]).to_bytes(4, "little")
    return bytes(place)


def a_place(table, rng):
    """Where in a table to damage it: in its head, or in any part, however small it is."""
    head = (0, table.header_size + 5 * table.part_count)
    parts = [*table.parts.values(), (0, table.size), head, head]
    anchors = [(table.anchor(block), 20) for block in range(table.block_count)][:40]
    at, size = rng.choice([*parts, *parts, *anchors])
    return min(at + rng.randrange(size), table.size - 1)


def damaged(table, rng):
    place = bytearray(table.data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        at = a_place(table, rng)
        run_ = rng.choice((1, 1, 1, 2, 4, 8))
        how = rng.randrange(4)
        for i in range(at, min(at + run_, len(place))):
            place[i] = (place[i] ^ 1 << rng.randrange(8), rng.randrange(256), 0, 255)[how]
    if rng.randrange(20) == 0:
        del place[rng.randrange(len(place)):]
    return sealed(place) if rng.randrange(4) else bytes(place)


def mixed(count):
    rng = random.Random(count)
    addr, entries = 0xffff800080000000, []
    for i, name in enumerate(some_names(count, count)):
        entries.append((addr, rng.choice([4, 8, 0x40, 0x123, 0x1000]), rng.choice("TtWDdVNnw"),
                        name + b"x" * (i % 97 == 0) * i))
        addr += rng.choice([0, 4, 8, 0x40, 0x124, 0x2000]) + (1 << 33) * (i % 400 == 399)
    return entries


TABLES = {
    "first dump": lambda _: Table(dump(FIRST)), "second dump": lambda _: Table(dump(SECOND)),
    "none": lambda path: table_of(path, []),
    "9": lambda path: table_of(path, mixed(9), "--by-name"),
    "500": lambda path: table_of(path, mixed(500), "--by-name"),
    "2,500": lambda path: table_of(path, mixed(2500), "--by-name"),
}


@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES)
def test_of_a_whole_table_they_say_the_same(library, tmp_path, make):
    seen = Counter()
    compare(library, make(tmp_path).data, random.Random(1), seen)
    assert seen["OK"] == 1 and seen["check", "OK"] == 1


def test_of_damaged_tables_they_say_the_same(library, tmp_path):
    seen, rng = Counter(), random.Random(2)
    for make in TABLES.values():
        table = make(tmp_path)
        for _ in range(400 if table.count < 1000 else 60):
            compare(library, damaged(table, rng), rng, seen)
    for kind in ("OK", "MAGIC", "VERSION", "TRUNCATED", "CORRUPT", ("check", "CHECKSUM"),
                 ("check", "CORRUPT"), ("check", "OK"),
                 *((question, said) for question in ("name", "place", "lookup", "find")
                   for said in (True, False))):
        assert seen[kind] >= 5, (kind, seen)


def test_of_anything_behind_a_header_they_say_the_same(library):
    """Parts of any sizes, of which some end in the table, with any bytes in them."""
    seen, rng = Counter(), random.Random(3)
    for _ in range(600):
        count, width = rng.choice((1, 8, 9, 300)), rng.choice((0, 4, 15))
        parts = {REGIONS: 16, SUPERBLOCKS: 56 * (-(-count // (16 * BLOCK))), PAGES: 128,
                 RESUMES: rng.randrange(40), INDEX: rng.randrange(99), STREAM: 2000,
                 **{tag: rng.randrange(64) for tag in (7, 8, 9)}}
        directory = b"".join(bytes([t]) + n.to_bytes(4, "little") for t, n in parts.items())
        body = directory + rng.randbytes(sum(parts.values()) + 8)
        settings = bytes([width, rng.randrange(32), rng.randrange(4), 0, 0, 0, 0, 0])
        head = b"KSYM" + bytes([2, 2, 32, len(parts)]) + (32 + len(body)).to_bytes(4, "little")
        place = bytearray(head + bytes(4) + count.to_bytes(4, "little") + settings + bytes(4) + body)
        # Places of blocks that lie in the table, so that more than their absence is seen.
        for record in range(parts[SUPERBLOCKS] // 56):
            at = 32 + len(directory) + 16 + 56 * record + 4
            place[at:at + 6] = rng.randrange(300, 900).to_bytes(4, "little") + b"\x08\x00"
        compare(library, sealed(bytes(place)), rng, seen)
    assert seen["OK"] == 600 and seen["name", True] > 50 and seen["name", False] > 50
