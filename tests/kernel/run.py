# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs cases by name and shows each kernel's console: make test_integration."""

import argparse
import pathlib
import sys

from cases import CASES
from qemu import MACHINES, Failure, run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--board", choices=MACHINES, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="+", choices=CASES, metavar="NAME")
    options = parser.parse_args()
    failed = False
    for name in options.names:
        try:
            run(CASES[name], options.folder, options.board, echo=True)
            print(f"\n{name}: passed", flush=True)
        except Failure as failure:
            print(f"\n{name}: FAILED: {failure}", flush=True)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
