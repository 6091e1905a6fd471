# SPDX-License-Identifier: MIT OR Apache-2.0
"""Debugging information stated by hand, DWARF 2 to 5, and the ELF that has it.

`Die` is an entry: a tag, its attributes as (name, form, value), its children. `Unit` puts
entries into .debug_info and .debug_abbrev, `Lines` a program into .debug_line. Values are
numbers, texts, bytes, or an `Die` that a reference means. Numbers are those of the DWARF
standard.
"""
import struct
from dataclasses import dataclass, field

from elf import EM_X86_64, SHF_ALLOC, SHF_EXECINSTR, Elf, Section

TAG = {"compile_unit": 0x11, "structure_type": 0x13, "inlined_subroutine": 0x1d, "class_type": 2,
       "lexical_block": 0x0b, "subprogram": 0x2e, "namespace": 0x39, "partial_unit": 0x3c,
       "base_type": 0x24, "type_unit": 0x41, "GNU_call_site": 0x4109, "call_site": 0x48,
       "enumeration_type": 4, "union_type": 0x17, "module": 0x1e}
AT = {"sibling": 1, "name": 3, "stmt_list": 0x10, "low_pc": 0x11, "high_pc": 0x12,
      "language": 0x13, "comp_dir": 0x1b, "inline": 0x20, "abstract_origin": 0x31,
      "decl_file": 0x3a, "decl_line": 0x3b, "declaration": 0x3c, "specification": 0x47,
      "ranges": 0x55, "call_file": 0x58, "call_line": 0x59, "linkage_name": 0x6e,
      "call_all_calls": 0x7a, "call_return_pc": 0x7d, "rnglists_base": 0x74, "entry_pc": 0x52,
      "GNU_all_call_sites": 0x2117, "call_tail_call": 0x82}
FORM = {"addr": 1, "data2": 5, "data4": 6, "string": 8, "strp": 0x0e, "data1": 0x0b, "flag": 0x0c,
        "udata": 0x0f, "ref_addr": 0x10, "ref4": 0x13, "sec_offset": 0x17,
        "flag_present": 0x19, "rnglistx": 0x23}
C99, CPP = 0x0c, 0x1a


def uleb(value):
    out = bytearray()
    while value > 0x7f:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def sleb(value):
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(out + bytes([value & 0x7f]))


def text(value):
    return value.encode() + b"\0"


@dataclass(eq=False)
class Die:
    tag: str
    attributes: list = field(default_factory=list)
    children: list = field(default_factory=list)
    offset: int = 0  # in .debug_info, once it is built


@dataclass
class Unit:
    root: Die
    version: int = 4
    kind: int = 1  # DW_UT_compile, of version 5


@dataclass
class Lines:
    """A line table: directories, (name, directory) of files, and an encoded program."""
    program: bytes
    files: list = field(default_factory=lambda: [("a.c", 0)])
    directories: list = field(default_factory=list)
    version: int = 4
    instruction: int = 1
    operations: int = 1
    line_base: int = -3
    line_range: int = 12


class Info:
    """The sections that hold units, for one word size and byte order."""

    def __init__(self, bits=64, order="<"):
        self.bits, self.order = bits, order
        self.info = self.abbrev = self.line = b""
        self.fixes = []  # (offset, size, Die, base to subtract)

    def number(self, value, size):
        code = {1: "B", 2: "H", 4: "I", 8: "Q"}[size]
        return struct.pack(self.order + code, value % (1 << 8 * size))

    def addr(self, value):
        return self.number(value, self.bits // 8)

    def _value(self, form, value, unit, at):
        if isinstance(value, Die):
            size = self.bits // 8 if form == "ref_addr" and unit.version == 2 else 4
            self.fixes.append((at, size, value, unit.start if form == "ref4" else 0))
            return bytes(size)
        if form in ("udata", "rnglistx"):
            return uleb(value)
        if form == "string":
            return text(value)
        if form == "flag_present":
            return b""
        size = {"addr": self.bits // 8, "data1": 1, "flag": 1, "data2": 2}.get(form, 4)
        return self.number(value, size)

    def _entry(self, die, unit, at, codes):
        """The bytes of an entry and its children, which begin at AT."""
        die.offset = at
        shape = (die.tag, bool(die.children), tuple((a, f) for a, f, _ in die.attributes))
        out = uleb(codes.setdefault(shape, len(codes) + 1))
        for _, form, value in die.attributes:
            out += self._value(form, value, unit, at + len(out))
        for child in die.children:
            out += self._entry(child, unit, at + len(out), codes)
        return out + b"\0" if die.children else out

    def add(self, *units):
        for unit in units:
            start, abbrev = len(self.info), len(self.abbrev)
            unit.start = start
            size, codes = self.bits // 8, {}
            if unit.version >= 5:
                head = self.number(5, 2) + bytes([unit.kind, size]) + self.number(abbrev, 4)
            else:
                head = self.number(unit.version, 2) + self.number(abbrev, 4) + bytes([size])
            body = self._entry(unit.root, unit, start + 4 + len(head), codes)
            self.info += self.number(len(head) + len(body), 4) + head + body
            for (tag, children, attributes), code in codes.items():
                self.abbrev += uleb(code) + uleb(TAG[tag]) + bytes([children])
                self.abbrev += b"".join(uleb(AT[a]) + uleb(FORM[f]) for a, f in attributes)
                self.abbrev += b"\0\0"
            self.abbrev += b"\0"
        return self

    def _lists(self, lines):
        if lines.version < 5:
            return (b"".join(text(d) for d in lines.directories) + b"\0" +
                    b"".join(text(n) + uleb(d) + b"\0\0" for n, d in lines.files) + b"\0")
        return (b"\x01\x01\x08" + uleb(len(lines.directories)) +
                b"".join(text(d) for d in lines.directories) +
                b"\x02\x01\x08\x02\x0b" + uleb(len(lines.files)) +
                b"".join(text(n) + bytes([d]) for n, d in lines.files))

    def add_lines(self, lines):
        """Appends a table; returns its offset."""
        start = len(self.line)
        tail = bytes([lines.instruction])
        tail += bytes([lines.operations]) if lines.version >= 4 else b""
        tail += struct.pack("bbBB", 1, lines.line_base, lines.line_range, 13)
        tail += bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]) + self._lists(lines)
        head = self.number(lines.version, 2)
        head += bytes([self.bits // 8, 0]) if lines.version >= 5 else b""
        rest = head + self.number(len(tail), 4) + tail + lines.program
        self.line += self.number(len(rest), 4) + rest
        return start

    def set_address(self, addr):
        return b"\0" + uleb(1 + self.bits // 8) + b"\x02" + self.addr(addr)

    def sequence(self, *rows, end, statement=True):
        """Rows of (address, line) or (address, line, file), up to END."""
        out, line = b"", 1
        for addr, to, *file in rows:
            out += self.set_address(addr) + b"\x03" + sleb(to - line)
            out += b"\x04" + uleb(file[0]) if file else b""
            out += b"\x01"
            line = to
        return out + self.set_address(end) + b"\0\x01\x01"

    def built(self):
        info = bytearray(self.info)
        for at, size, die, base in self.fixes:
            info[at:at + size] = self.number(die.offset - base, size)
        return bytes(info)

    def elf(self, *sections, text_at=0x1000, text_size=0x1000, **options):
        made = [Section(".text", text_at, bytes(text_size), SHF_ALLOC | SHF_EXECINSTR),
                Section(".debug_info", data=self.built(), flags=0),
                Section(".debug_abbrev", data=self.abbrev, flags=0),
                Section(".debug_line", data=self.line, flags=0)]
        return Elf([*made, *sections], bits=self.bits, order=self.order,
                   **{"machine": EM_X86_64, **options})
