# SPDX-License-Identifier: MIT OR Apache-2.0
"""Walks translation tables as the MMU does, by the Arm ARM (DDI 0487) alone.

"Translation process" and "VMSAv8-64 descriptor formats", 64 KiB granule: bits
[28:16] of an address index level 3, bits [41:29] level 2. With T1SZ = 34 a walk
through TTBR1_EL1 starts at level 2, of which two entries exist.
"""

import struct
from dataclasses import dataclass

PAGE = 1 << 16
START = (1 << 64) - (1 << 30)
END = 1 << 64


@dataclass(frozen=True)
class Page:
    physical: int
    writable: bool
    executable: bool  # at EL1
    user: bool  # open to EL0, for whatever
    cached: bool  # MAIR index 1, inner shareable


def bits(value, high, low):
    return value >> low & (1 << (high - low + 1)) - 1


def decode_page(descriptor):
    """A level-3 descriptor; None if it maps nothing."""
    if not bits(descriptor, 0, 0):
        return None
    assert bits(descriptor, 1, 1) == 1, "a reserved encoding"
    assert bits(descriptor, 10, 10) == 1, "the access flag would fault"
    assert bits(descriptor, 5, 5) == 0, "NS"
    assert bits(descriptor, 11, 11) == 0, "not global"
    assert bits(descriptor, 15, 12) == 0, "address bits above 48"
    assert bits(descriptor, 52, 48) == 0 and bits(descriptor, 63, 55) == 0, "other attributes"
    read_only, el0 = bits(descriptor, 7, 7), bits(descriptor, 6, 6)
    uxn, pxn = bits(descriptor, 54, 54), bits(descriptor, 53, 53)
    return Page(
        physical=bits(descriptor, 47, 16) << 16,
        writable=not read_only,
        executable=not pxn,
        user=bool(el0 or not uxn),
        cached=bits(descriptor, 4, 2) == 1 and bits(descriptor, 9, 8) == 3,
    )


def walk(read_physical, base):
    """All that is mapped, {virtual page: Page}; base is what TTBR1_EL1 holds."""
    assert base % 64 == 0, "TTBR1_EL1 needs 64 bytes of alignment"
    mapped = {}
    for i, table in enumerate(struct.unpack("<2Q", read_physical(base, 16))):
        if not bits(table, 0, 0):
            continue
        assert bits(table, 1, 1) == 1, "a block of 512 MiB"
        assert bits(table, 63, 59) == 0, "hierarchical attributes"
        level3 = read_physical(bits(table, 47, 16) << 16, 8192 * 8)
        for j, descriptor in enumerate(struct.unpack("<8192Q", level3)):
            page = decode_page(descriptor)
            if page is not None:
                mapped[START + (i << 29) + (j << 16)] = page
    return mapped
