# SPDX-License-Identifier: MIT OR Apache-2.0
"""A kernel with source lines that are stated by hand, for the commands to print.

`f` runs from TEXT to TEXT + 0x30: `more` is inlined in it, at line 12, and in that `twice`, at
line 21. `g` behind it has lines and no calls. `bare` has none of both.

    0x10000 f           a.c:10      call at 0x10004, returns to 0x10008
    0x10008 twice       inc/b.h:3   in more, in f
    0x10010 more        a.c:22      in f; call, returns to 0x10014
    0x10018 f           a.c:13
    0x10030 g           a.c:31
"""
from dwarf import Die, Info, Unit
from dwarf_units import abstract, function, inlined, pc, root
from elf import EM_X86_64, Section, Symbol
from kernels import TEXT, kernel

F, TWICE, MORE, REST, G, BARE = (TEXT + at for at in (0, 8, 0x10, 0x18, 0x30, 0x40))
SYMBOLS = (Symbol("f", F, 0x30), Symbol("g", G, 0x10), Symbol("bare", BARE, 0x10))
RETURNS = TEXT + 8, TEXT + 0x14
NEAR = TEXT + 0xc  # the second of these, before its call

# Innermost first: function, file and line; the last one's name is the symbol's.
CHAINS = {
    F: [(None, "a.c", 10)],
    TWICE: [("twice", "inc/b.h", 3), ("more", "a.c", 21), (None, "a.c", 12)],
    MORE: [("more", "a.c", 22), (None, "a.c", 12)],
    REST: [(None, "a.c", 13)],
    G: [(None, "a.c", 31)],
}


def sites():
    return [Die("call_site", [("call_return_pc", "addr", addr)]) for addr in RETURNS]


def add_unit(info, directory="/src/kernel", line=10, template="", listed=True):
    """LINE is that of the first row; LISTED: f and g list their calls, and say so."""
    twice, more = abstract(f"twice{template}"), abstract("more")
    program = info.sequence((F, line, 1), (TWICE, 3, 2), (MORE, 22, 1), (REST, 13, 1), (G, 31, 1),
                            end=BARE)
    inner = inlined(info, twice, 21, TWICE, MORE, version=5)
    outer = inlined(info, more, 12, TWICE, REST, inner, version=5)
    f = function(info, "f", F, G, outer, *(sites() if listed else []), version=5)
    g = function(info, "g", G, BARE, version=5)
    for some in (f, g) if listed else ():
        some.attributes.append(("call_all_calls", "flag_present", 1))
    return info.add(Unit(root(
        info, program, twice, more, f, g, version=5, directory=directory,
        ranges=pc(info, TEXT, BARE, 5), directories=[directory, "inc"],
        files=[("a.c", 0), ("a.c", 0), ("b.h", 1)]), 5))


def debugging(**options):
    return add_unit(Info(), **options)


def sections(info):
    return [Section(name, data=data, flags=0) for name, data in (
        (".debug_info", info.built()), (".debug_abbrev", info.abbrev),
        (".debug_line", info.line))]


def kernel_with_lines(*symbols, info=None, **options):
    """An Elf of `kernels` with SYMBOLS, or the three, and their lines."""
    return kernel(*(symbols or SYMBOLS), machine=EM_X86_64, counted=False,
                  sections=sections(info or debugging()), **options)


def printed(addr, owner, chain=None, shown=None):
    """What `lookup --lines` prints: OWNER is the symbol as lookup prints it."""
    frames = chain or [(None, "?", 0)]
    names = [f"{name} (inlined)" if name else owner for name, _, _ in frames]
    return "".join(f"{shown or addr:#x} {name} {file}:{line}\n"
                   for name, (_, file, line) in zip(names, frames))
