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


def gsym(path, folder):
    """LLVM's GSYM of the functions in an ELF's .symtab: their number, and its bytes."""
    bare, out = f"{folder}/bare", f"{folder}/gsym"
    run("llvm-objcopy", "--strip-debug", path, bare)
    said = run(gsymutil(), "--quiet", f"--convert={bare}", f"--out-file={out}")
    size, count = os.path.getsize(out), re.search(r"ended with (\d+) total", said)
    os.remove(bare)
    os.remove(out)
    return int(count[1]), size
