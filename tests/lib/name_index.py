# SPDX-License-Identifier: MIT OR Apache-2.0
"""The by-name index, as FORMAT.md states it, and bit fields."""
import itertools
import struct
from collections import Counter

_U64 = (1 << 64) - 1


def bit_fields(*pairs):
    """Bit fields (value, width), the first one lowest, up to a whole byte."""
    data, value, used = bytearray(), 0, 0
    for part, width in pairs:
        assert 0 <= part < 1 << width or part == width == 0, (part, width)
        value |= part << used
        used += width
        if used > 512:
            data += (value & (1 << used // 8 * 8) - 1).to_bytes(used // 8, "little")
            value >>= used // 8 * 8
            used %= 8
    return bytes(data) + value.to_bytes((used + 7) // 8, "little")


def slots_of(key, segments, log2, seed):
    """The slots of a name and how many symbols before have it too."""
    name, before = key
    h = (14695981039346656037 + seed) & _U64
    for value in (*struct.unpack(f"<{-(-len(name) // 4)}I", name + bytes(-len(name) % 4)),
                  before):
        h = (h ^ value) * 1099511628211 & _U64
    h ^= h >> 32
    h = h * 0x9e3779b97f4a7c15 & _U64
    m = (1 << log2) - 1
    s = (((h >> 32) * segments) >> 32) << log2
    return [s + k * (m + 1) + (h >> 11 * k & m) for k in range(4)]


def peel(keys, size):
    """The keys, with a slot each that no later one has; None if that does not end."""
    users = [set() for _ in range(size)]
    for key, slots in enumerate(keys):
        for slot in slots:
            users[slot] ^= {key}
    order, ready = [], [s for s, u in enumerate(users) if len(u) == 1]
    while ready:
        slot = ready.pop()
        if len(users[slot]) != 1:
            continue
        key = next(iter(users[slot]))
        order.append((key, slot))
        for other in keys[key]:
            users[other] ^= {key}
            if len(users[other]) == 1:
                ready.append(other)
    return order if len(order) == len(keys) else None


def numbered(names):
    """The keys: each name with the number of symbols of that name before it."""
    before = Counter()
    for name in names:
        yield name, before[name]
        before[name] += 1


def index_part(names, bits, segments, log2):
    """The part, with the first seed that serves."""
    named = list(numbered(names))
    size = (segments + 3) << log2
    for seed in itertools.count():
        keys = [slots_of(key, segments, log2, seed) for key in named]
        order = peel(keys, size)
        if order is not None:
            break
    values = [0] * size
    for key, slot in reversed(order):
        a, b, c, d = keys[key]
        values[slot] ^= values[a] ^ values[b] ^ values[c] ^ values[d] ^ key
    more = 8 - size % 8 if log2 < 3 else 0
    slots = bit_fields(*((v, bits) for v in values), *[(0, bits)] * more)
    return struct.pack("<IBBH", segments, log2, bits, seed) + slots
