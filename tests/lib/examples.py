# SPDX-License-Identifier: MIT OR Apache-2.0
"""The symbols of FORMAT.md's two examples."""
from table import FUNC, OBJECT, Shape, Symbol

ONE = [Symbol(0x100, 16, b"_start"), Symbol(0x200, 4, b"x", OBJECT, 0)]
ONE_OPTIONS = {
    "shapes": ([Shape(0x26, 0, 0, 4, 16, 1), Shape(0x21, 0, 3)], [0, 1]),
    "phrases": [b"_start", b"x"], "only_phrases": True,
    "class_widths": (1, 0, 0, 0, 0, 0, 0),
}

# irq_init's range lies in irq_entry's, which goes on behind it: a resume.
TWO = [Symbol(0xffff000000080000, 0x40, b"irq_entry"),
       Symbol(0xffff000000080010, 0x10, b"irq_init", FUNC, 0),
       Symbol(0xffff000000080040, 0x20, b"main")]
TWO_OPTIONS = {
    "shapes": ([Shape(0x26, 6, 6, 0, 1, 1), Shape(0x02, 6, 6)], [0, 1, 0]),
    "phrases": [b"irq_", b"entry", b"init", b"main"], "only_phrases": True,
    "class_widths": (2, 0, 0, 0, 0, 0, 0),
    "gap_after": 1, "by_name": True, "slot_bits": 2, "segment_log2": 1,
    "build_id": bytes.fromhex("5ca1ab1e"),
    # Demangled names cut to 31 bytes, of a little-endian ELFCLASS64 for EM_AARCH64.
    "origin": {"selected": 4, "machine": 183, "class": 2, "data": 1, "max_name": 31},
}
