# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lists of symbols for tables, each with a difficulty of its own."""
import random

from table import FUNC, GLOBAL, INFERRED, NOTYPE, OBJECT, WEAK, Symbol

KERNEL = 0xffff800080000000
TOP = (1 << 64) - 1

COUNTS = (0, 1, 2, 7, 8, 9, 15, 16, 17, 255, 256, 257)
LENGTHS = (0, 1, 2, 62, 63, 64, 65, 127, 255, 256, 511, 65535)
ALL_BYTES = bytes(range(1, 256))


def mixed(count, inferred=True):
    """Symbols of all kinds: aliases, gaps, overlaps, sizes 0, names that recur."""
    rng = random.Random(count)
    words = ("init", "read", "write", "_", "lock", "irq", "page", "set", "get", "0", "x.")
    symbols, addr = [], KERNEL
    for _ in range(count):
        flags = rng.choice((0, GLOBAL, WEAK, *([INFERRED, GLOBAL | INFERRED] * inferred)))
        name = "".join(rng.choices(words, k=rng.randint(1, 6)))
        symbols.append(Symbol(addr, rng.choice((0, 1, 4, 12, 0x40, 0x1000)), name.encode(),
                              rng.choice((NOTYPE, OBJECT, FUNC)), flags))
        addr += rng.choice((0, 1, 4, 16, 0x40, 0x100, 0x12345))
    return exactly(count, symbols)


def exactly(count, symbols):
    """Symbols that are equal are stored once: makes up for them at the end."""
    made = list(dict.fromkeys(symbols))
    end = max((s.addr for s in made), default=KERNEL)
    made += [Symbol(end + 16 * i, 8, b"more%d" % i) for i in range(1, count - len(made) + 1)]
    return made


def of_lengths(lengths=LENGTHS):
    """Names as long as can be, and as short, among others."""
    rng = random.Random(1)
    names = [bytes(rng.choices(b"abcde_", k=n)) for n in lengths]
    return [Symbol(KERNEL + 0x10 * i, 0x10, name) for i, name in enumerate(names)]


def of_all_bytes(values=ALL_BYTES):
    """Each byte in a name of its own, and all in one, forward and back."""
    names = [bytes([b]) for b in values] + [bytes(values), bytes(reversed(values))]
    return [Symbol(KERNEL + 4 * i, 4, name) for i, name in enumerate(names)]


def ends_of_the_address_space():
    return [Symbol(0, 1, b"zero"), Symbol(0, 0, b"nothing", OBJECT, 0),
            Symbol(1, 0x7fffffff, b"low"), Symbol(0x7fffffffffffffff, 2, b"middle"),
            Symbol(TOP - 1, 1, b"last_but_one", OBJECT, WEAK), Symbol(TOP, 1, b"last")]


def everything_in_one():
    return [Symbol(0, TOP, b"all"), Symbol(0x1000, 0, b"label", NOTYPE, 0),
            Symbol(KERNEL, 0x10, b"f"), Symbol(TOP - 3, 2, b"g")]


def far_apart():
    """Gaps over 2^32, and sizes too."""
    return [Symbol(i * 0x1234567890, size, b"far%d" % i)
            for i, size in enumerate((1, 0x1234567890, 0x200000000, 0, 0x99999999999) * 7)]


def far_in_a_block():
    """Distances of 8 bytes within a block, of 4 from block to block."""
    near = [Symbol(KERNEL + 16 * i, 16, b"n%d" % i) for i in range(20)]
    return [*near, Symbol(KERNEL + (1 << 40), 1 << 41, b"a"), Symbol(TOP, 1, b"b")]


def aliases(count=300):
    """One range, names that differ in all by which one is preferred."""
    kinds = [(t, f) for t in (NOTYPE, OBJECT, FUNC) for f in (0, GLOBAL, WEAK)]
    return [Symbol(KERNEL, 64, b"_" * (i % 5) + b"a%d" % i, *kinds[i % 9])
            for i in range(count)]


def nested(depth=4096):
    """Each range within the one before, so that most owners are far away."""
    return [Symbol(KERNEL + i, 2 * (depth - i), b"n%d" % i) for i in range(depth)]


def nested_in_blocks():
    """A range around each three others, with unsized labels between."""
    symbols = []
    for i in range(200):
        at = KERNEL + 0x100 * i
        symbols += [Symbol(at, 0xf0, b"outer%d" % i), Symbol(at, 0, b"l%d" % i, NOTYPE, 0),
                    Symbol(at + 0x10, 0x20, b"in%d" % i, FUNC, 0),
                    Symbol(at + 0x20, 0x40, b"on%d" % i, FUNC, WEAK),
                    Symbol(at + 0x80, 0, b"m%d" % i, OBJECT, 0)]
    return symbols


def of_one_name(count=500):
    return [Symbol(KERNEL + 8 * i, 4, b"same" if i % 5 else b"other") for i in range(count)]


def nameless(count=40):
    return [Symbol(KERNEL + 8 * i, 8, b"") for i in range(count)]


def stems():
    """More tokens in common than can be shared."""
    return [Symbol(KERNEL + 4 * i, 4, b"abcdefghijklmnopqrstuvwxyz"[:k] + b"%d" % i)
            for i, k in enumerate((0, 1, 15, 16, 17, 26, 26, 26, 16, 15, 14, 16, 2, 1, 0, 26) * 3)]


def sharing(blocks):
    """Blocks of 8 names, each with as many first letters of the name before as is said."""
    rng = random.Random(len(blocks))
    names = []
    for block in blocks:
        name = b""
        for same in block:
            while len(name) <= same:
                name += bytes([rng.choice(b"abcd")])
            other = rng.choice([c for c in b"abcd" if c != name[same]])
            tail = rng.choices(b"abcd", k=rng.choice((0, 0, 1, 3, 16)))
            name = name[:same] + bytes([other, *tail])
            names.append(name)
    return [Symbol(KERNEL + 8 * i, 8, name) for i, name in enumerate(names)]


def sharing_in_every_way():
    """What names share stays, falls and rises, and is anything."""
    rng = random.Random(5)
    return sharing([
        (0, *[15] * 7), (0, 15, 14, 13, 12, 11, 10, 9), (0, 1, 2, 3, 4, 5, 6, 7),
        (0, 15, 0, 15, 0, 15, 0, 15), (0, 0, 0, 0, 0, 0, 0, 15), (0, 15, 1, 15, 1, 2, 15, 3),
        (0, 7, 15, 7, 15, 8, 15, 14), (0, 15, 15, 3, 15, 15, 3, 15), (0,) * 8,
        *([0, *rng.choices(range(16), k=7)] for _ in range(120))])


def thousands_of_letters():
    """Names of thousands of letters side by side, those before a short one too."""
    rng = random.Random(6)
    stem = bytes(rng.choices(b"abcdefgh", k=3000))
    names = [stem, stem + b"x", stem[:15], stem[:14] + stem, b"i", stem[::-1], stem[:16], b""]
    return [Symbol(KERNEL + 8 * i, 8, name) for i, name in enumerate(names * 3 + names[:3])]


def powers_of_two():
    """Gaps and sizes of every width."""
    return [Symbol(1 << i, size, b"p%d" % i) for i in range(64)
            for size in ((1 << i) - 1, 1 << i)]


def every_kind():
    """Each type with each flags, and sizes that shapes hold and that only fields do."""
    sizes = (0, 4, 9, (1 << 32) - 1, 1 << 32, (1 << 58) + 7, (1 << 59) - 1, 1 << 59, TOP >> 1)
    return [Symbol(KERNEL // 2 + 16 * i, sizes[i % 9], b"k%d" % i, i % 3, i // 3 % 8)
            for i in range(216)]


def aligned(bits, step=1 << 9):
    """So far apart that starts have to be shifted by so many bits."""
    return [Symbol(KERNEL + (i * step << bits), 16, b"a%d" % i) for i in range(300)]


def one_behind_the_other(count):
    return [Symbol(KERNEL + 8 * i, 4 + 4 * (i % 2), b"f%d" % i, FUNC, i % 3)
            for i in range(count)]


def words(count):
    """A kernel's symbols as they mostly are; the same in every version of Python."""
    parts = (b"init", b"read", b"write", b"tcp", b"uart", b"irq", b"page", b"lock", b"queue",
             b"get", b"set", b"dev", b"__", b"free", b"alloc", b"cpu", b"handler", b"x86")
    symbols, addr, state = [], KERNEL, count
    for i in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        draws = [state >> shift & 0xff for shift in range(16, 64, 8)]
        name = b"_".join(parts[d % len(parts)] for d in draws[:1 + draws[5] % 4])
        size = 4 * (1 + draws[4] * draws[3] // 64)
        symbols.append(Symbol(addr, size, name + (b".%d" % i) * (draws[5] % 3 == 0),
                              FUNC if draws[2] % 8 else OBJECT, draws[1] % 5 // 2))
        addr += -(-size // 16) * 16 if draws[2] % 16 else size
    return symbols


def paths(count):
    """Long names that share many parts, as those of namespaces and generics do."""
    rng, parts, symbols = random.Random(count), [], []
    words_ = (b"read", b"core", b"iter", b"adapters", b"map", b"fold", b"alloc", b"vec", b"option")
    for i in range(count):
        parts = parts[:rng.randint(0, len(parts))]
        while len(parts) < 12:
            parts.append(b"%d%s%d" % (rng.randint(1, 30), rng.choice(words_), rng.randint(0, 99)))
        symbols.append(Symbol(KERNEL + 16 * i, 16, b"_ZN" + b"".join(parts) + b"E"))
    return symbols


def manners(count):
    """In each stretch of the list the symbols are of other kinds, sizes and distances."""
    rng, symbols, addr = random.Random(count), [], KERNEL
    for i in range(count):
        if i % 400 == 0:
            kinds = [(rng.choice((FUNC, OBJECT)), rng.randrange(3)) for _ in range(3)]
            shift, width = rng.randrange(8), rng.randrange(1, 9)
        size = rng.randint(1, 1 << width) << shift
        symbols.append(Symbol(addr, size, b"m%x" % i, *rng.choice(kinds)))
        addr += size + rng.choice((0, 0, 1 << shift))
    return symbols


def sized(symbols):
    """A map's code of size 0 has its size inferred; here all code has one."""
    return [s._replace(type=OBJECT) if s.size == 0 and s.type == FUNC else s for s in symbols]


# What both the hand-made tables and the encoder's are made of.
SHAPES = {
    "lengths": of_lengths, "ends of the address space": ends_of_the_address_space,
    "everything in one": everything_in_one, "far apart": far_apart,
    "far in a block": far_in_a_block, "aliases": aliases, "nested": nested,
    "nested in blocks": nested_in_blocks, "one name": of_one_name, "nameless": nameless,
    "stems": stems, "sharing": sharing_in_every_way, "long": thousands_of_letters,
    "powers": powers_of_two,
}
