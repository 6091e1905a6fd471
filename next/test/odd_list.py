# SPDX-License-Identifier: MIT OR Apache-2.0
"""A list with all that is rare: giant and empty names, kinds, sizes, holes, aliases, nesting."""

import random

random.seed(5)
LETTERS = "".join(chr(c) for c in range(33, 127))
LENGTHS = [0, 1, 2, 5, 20, 100, 262, 263, 264, 700, 3000]
symbols = []
addr = 0x1000
for i in range(700):
    r = random.random()
    length = 65535 if i in (5, 6) else random.choice(LENGTHS) if r < 0.3 else random.randint(1, 40)
    name = "".join(random.choice(LETTERS) for _ in range(length))
    if i and r > 0.9:
        name = symbols[-1][4]
    sizes = [0, 1, 4, 100, 5000, 2**40, 2**58 + 7]
    size = random.choice(sizes) if r < 0.5 else random.randint(0, 5000)
    symbols.append([addr, size, random.randint(0, 2), random.randint(0, 7), name])
    addr += random.choice([0, 1, 3, 16, 100, 0x10000, 2**33, 2**40, 2**61 if i % 300 == 0 else 7])
for addr, size, kind, flags, name in sorted(symbols, key=lambda s: (s[0], -s[1])):
    print(f"{addr:x} {min(size, 2**64 - addr):x} {kind} {flags} {name}")
