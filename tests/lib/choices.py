# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tables of lists of symbols, with everything that a writer may choose chosen here.

It saves no bytes: what is chosen is to use each thing that a reader must understand.
"""
import random

from table import BLOCK, IN_FIELDS, PAGE, STATED, SUPERBLOCK, TOKENS_MAX, Entry, Shape, Table, held

WORD = 1 << 64
PHRASE_MAX = 255
_U32 = (1 << 32) - 1

# Fits any symbol whose distance to the next one is below 2^31.
ANY_SHAPE = Shape(IN_FIELDS, 31, 0)


# From a name to its tokens.

def cut(name, phrases):
    """The name as phrases, the longest first, and else as bytes; its end as pieces as long as
    phrases may be, where it would have too many tokens."""
    longest = max(map(len, phrases), default=1)
    tokens, at = [], 0
    while at < len(name):
        size = next((n for n in range(longest, 1, -1) if name[at:at + n] in phrases), 1)
        tokens.append(name[at:at + size])
        at += size
    rest, kept = 0, len(tokens)
    while kept + -(-rest // PHRASE_MAX) > TOKENS_MAX:
        kept -= 1
        rest += len(tokens[kept])
    end = name[len(name) - rest:]
    return tokens[:kept] + [end[i:i + PHRASE_MAX] for i in range(0, rest, PHRASE_MAX)]


def shared_tokens(names, two_parts, most, share):
    """Of each name how many tokens it shares and those of its own. Phrases that end names are not
    those within, where there are two parts."""
    before, loose = [], 0
    for i, tokens in enumerate(names):
        same = 0
        while i % BLOCK and same < min(len(tokens), loose, most) and tokens[same] == before[same]:
            same += 1
        same = share(same)
        before, loose = tokens, len(tokens) - (two_parts and same < len(tokens))
        yield same, tokens[same:]


def numbering(own, two_parts, rng):
    """The phrases within names and those that end them, in any order."""
    within = {t for tokens in own for t in (tokens[:-1] if two_parts else tokens)}
    ends = {t for tokens in own for t in tokens[-1:]} if two_parts else set()
    parts = sorted(within), sorted(ends)
    for phrases in parts:
        rng.shuffle(phrases)
    return parts


# From an address to its distance.

def owner_changes(symbols):
    """Where a symbol that is not the last to start comes to own addresses."""
    open_ranges, changes, last = [], [], None
    points = {s.addr for s in symbols} | {s.addr + s.size for s in symbols if s.size}
    starts = 0
    for point in sorted(points):
        while starts < len(symbols) and symbols[starts].addr <= point:
            open_ranges.append(starts)
            starts += 1
        while open_ranges and symbols[open_ranges[-1]].addr + symbols[open_ranges[-1]].size \
                <= point:
            open_ranges.pop()
        owner = open_ranges[-1] if open_ranges else None
        if owner not in (None, starts - 1, last) and point < WORD:
            changes.append((point, owner))
            last = owner
    return changes


def lay(addresses, hole, rng):
    """Regions, and the distance of each address; what is wider than HOLE takes none."""
    regions, distances, before = [], {}, None
    for addr in sorted(addresses):
        if before is None:
            regions.append((addr, 0, 0))
        elif addr - before > hole:
            first, _, start = regions[-1]
            most = before - first + rng.choice((0, min(addr - before - 1, 9)))
            regions[-1] = first, most, start
            regions.append((addr, 0, start + most + 1))
        first, _, start = regions[-1]
        distances[addr] = start + addr - first
        before = addr
    if regions:
        first, _, start = regions[-1]
        regions[-1] = first, rng.choice((before - first, _U32 - 1 - start)), start
    return regions, distances


def slices_of(starts, shift):
    """The slices for superblocks that start at those distances."""
    return [max((s for s, start in enumerate(starts) if start <= k << shift and k), default=0)
            for k in range((starts[-1] >> shift) + 1)] + [len(starts) - 1]


# From a symbol to its shape.

def tight_shape(rng, gap, size, kind):
    """Fits this gap and size, by a choice of means, in few bits; or any."""
    stated = rng.random() < 0.5
    low = (gap | size if stated else gap) or 1
    shift = rng.randint(0, min(31, (low & -low).bit_length() - 1))
    x = gap >> shift
    y = size >> shift if stated else gap - size & _U32
    gap_base, size_base = (rng.choice((0, min(v, 65535), rng.randint(0, min(v, 65535))))
                           for v in (x, y))
    bits = [(x - gap_base).bit_length(), (y - size_base).bit_length()]
    if max(bits) > 31 or size > _U32:
        return ANY_SHAPE
    return Shape(kind | STATED * stated, *bits, shift, gap_base, size_base)


def choose_pages(steps, count, rng):
    """Pages, and the one of each block, for symbols of those gaps, sizes and kinds."""
    blocks = -(-len(steps) // BLOCK)
    page_of = [rng.randrange(max(count, 1)) for _ in range(blocks)]
    pages = []
    for page in range(max(count, 1)):
        here = [steps[i] for i in range(len(steps)) if page_of[i // BLOCK] == page]
        tight = {tight_shape(rng, *step) for step in rng.sample(here, min(len(here), PAGE - 1))}
        shapes = sorted(tight | {ANY_SHAPE})
        rng.shuffle(shapes)
        pages.append(shapes + [Shape(0, 0, 0)] * (PAGE - len(shapes) if count else 0))
    return pages, page_of if count else None


def best_shape(shapes, step):
    """The number of the one that takes fewest bits."""
    fits = [i for i, shape in enumerate(shapes) if shape.fields(*step)]
    return min(fits, key=lambda i: shapes[i].all_bits)


def index_size(count, slot_bits, log2):
    """Slot bits, segments and their log2 by which an index is soon found."""
    log2 = count.bit_length() * 2 // 5 + 1 if log2 is None else log2
    segments = max(1, 2 * count >> log2, count * count >> 4 * log2)
    return slot_bits or max(count.bit_length(), 1), segments, log2


def table_of(symbols, *, by_name=False, phrases=(), two_parts=False, share=int,
             class_width=None, length_bits=8, pages=0, hole=500, slice_shift=None,
             slot_bits=None, segment_log2=None, seed=1, **options):
    """A Table. SHARE says how many tokens a name takes from the one before, of those that it could;
    PAGES how many there are, 0 for one that no block names."""
    rng, symbols = random.Random(seed), held(symbols)
    names = [cut(s.name, set(phrases)) for s in symbols]
    tokens = list(shared_tokens(names, two_parts, 7, share))
    within, ends = numbering([own for _, own in tokens], two_parts, rng)
    if class_width is None:
        class_width = ((max(len(within), len(ends)) - 1) // 255).bit_length()
    resumes = owner_changes(symbols)
    addresses = {s.addr for s in symbols} | {addr for addr, _ in resumes}
    regions, at = lay(addresses, hole, rng)
    starts = [at[s.addr] for s in symbols]
    steps = [(rng.choice((following - start, 0, rng.randrange(1 << 16)))
              if i % BLOCK == BLOCK - 1 or i + 1 == len(starts) else following - start,
              symbols[i].size, symbols[i].type | symbols[i].flags << 2)
             for i, (start, following) in enumerate(zip(starts, [*starts[1:], *starts[-1:]]))]
    pages, page_of = choose_pages(steps, pages, rng)
    entries = [Entry(start, size, kind, best_shape(
        pages[page_of[i // BLOCK] if page_of is not None else 0], (gap, size, kind)), *token, gap)
               for i, (start, (gap, size, kind), token) in enumerate(zip(starts, steps, tokens))]
    if slice_shift is not None:
        options["slices"] = slices_of(starts[::SUPERBLOCK], slice_shift)
        options["slice_shift"] = slice_shift
    if by_name:
        options["index"] = index_size(len(symbols), slot_bits, segment_log2)
    return Table(entries, regions=regions, pages=pages, page_of=page_of, phrases=within,
                 ends=ends if two_parts else None, class_width=class_width,
                 record_bits=31, length_bits=length_bits,
                 resumes=[(at[addr], symbol) for addr, symbol in resumes], **options)
