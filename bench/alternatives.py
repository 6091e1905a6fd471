# SPDX-License-Identifier: MIT OR Apache-2.0
"""Bytes that others take for the same symbols."""

import glob
import lzma
import os
import re
import subprocess

from steps import Failed, run


def text_of(symbols):
    lines = (f"{s.addr:x} {s.size:x} {s.letter} {s.name}\n" for s in symbols)
    return os.fsencode("".join(lines))


def strings(names):
    """Bytes of names that a NUL ends."""
    return sum(len(os.fsencode(name)) + 1 for name in names)


def symtab(names):
    """.symtab and .strtab of 64 bits: 24 bytes an entry, and equal names once."""
    return 24 * len(names) + strings(set(names))


def of_symbols(symbols):
    """By title."""
    text = text_of(symbols)
    zstd = subprocess.run(["zstd", "-19", "-c"], input=text, capture_output=True, check=True)
    return {
        ".symtab + .strtab": symtab([s.name for s in symbols]),
        "zstd -19 of nm's text, no access": len(zstd.stdout),
        "xz -9e of nm's text, no access": len(
            lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
        ),
    }


def gsymutil():
    """Debian has it with its version in its name only; the newest."""
    found = glob.glob("/usr/bin/llvm-gsymutil*")
    if not found:
        raise Failed("llvm-gsymutil: no such command; see scripts/deps")
    return max(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", path)])


def convert(path, out):
    """What llvm-gsymutil says when it makes GSYM of an ELF; its bytes."""
    said = run(gsymutil(), "--quiet", f"--convert={path}", f"--out-file={out}")
    size = os.path.getsize(out)
    os.remove(out)
    return said, size


def gsym(path, folder):
    """LLVM's GSYM of the functions in an ELF's .symtab: their number, and its bytes."""
    bare = f"{folder}/bare"
    run("llvm-objcopy", "--strip-debug", path, bare)
    said, size = convert(bare, f"{folder}/gsym")
    os.remove(bare)
    return int(re.search(r"ended with (\d+) total", said)[1]), size


def gsym_lines(path, folder):
    """Bytes of GSYM with lines and inlined functions."""
    return convert(path, f"{folder}/gsym")[1]
