# SPDX-License-Identifier: MIT OR Apache-2.0
"""QEMU's monitor, for state that a kernel cannot print."""

import re
import socket
import time


class Monitor:
    """The monitor on a socket, as QEMU's `-monitor unix:PATH,server,nowait` makes it."""

    def __init__(self, path):
        deadline = time.monotonic() + 60
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                assert time.monotonic() < deadline, "no monitor"
                time.sleep(0.05)
        self.socket.settimeout(60)
        self.read()

    def read(self):
        text = b""
        while not text.endswith(b"(qemu) "):
            text += self.socket.recv(4096)
        return text.decode().replace("\r", "")

    def ask(self, command):
        self.socket.sendall(command.encode() + b"\n")
        return self.read()

    def registers(self):
        """The program counter of each core."""
        return [int(pc, 16) for pc in re.findall(r"\bPC=([0-9a-f]+)", self.ask("info registers -a"))]
