#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Prints every figure: figures.sh FOLDER, where lists.sh has put linux.list and others.
cd "$(dirname "$0")"
f=$1 n=${2:-5000}
make -s
for list in "$f"/*.list; do
	case $list in */empty.list) continue ;; */big.list) build/measure -c "$list" ;; *) build/measure -b "$list" ;; esac
done
for count in 250 1000; do build/measure -n $count "$f/linux.list"; done
build/measure -c -o "$f/l.k2" "$f/linux.list" > /dev/null
build/measure -c -b -o "$f/lb.k2" "$f/linux.list" > /dev/null
gcc -O2 -Iinclude -Ilib -o build/ask test/ask.c lib/*.c
gcc -O2 -Iinclude -Ilib -o build/lines test/lines.c lib/*.c
count() { # the instructions of a run
	valgrind --tool=callgrind --callgrind-out-file=build/cg "$@" "$n" 2>&1 | awk '/Collected/ { print $4 }'
}
none=$(count build/ask x "$f/l.k2") lookup=$(count build/ask l "$f/l.k2") name=$(count build/ask n "$f/l.k2")
noneb=$(count build/ask x "$f/lb.k2") find=$(count build/ask f "$f/lb.k2")
echo "instructions, mean of $n, with some 8 of the harness: lookup $(((lookup - none) / n)) name +$(((name - lookup) / n)) find $(((find - noneb) / n))"
for what in l n; do
	echo "lines of 64 bytes ($what): $(valgrind --tool=lackey --trace-mem=yes --log-fd=1 build/lines $what "$f/l.k2" 1000 2> /dev/null | python3 test/lines.py)"
done
python3 - <<'P'
import os, sys
sys.path.insert(0, "../bench")
import code_size
code_size.FLAGS = ["-Iinclude" if x == "-Ilib/include" else x for x in code_size.FLAGS]
for target, by in code_size.measure("build").items():
    print(target, {k: (v["code"], v["stack"]) for k, v in by.items()}, by["least"]["undefined"])
P
