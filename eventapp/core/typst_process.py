"""Sets documents with Typst, in a process of its own that ends once nobody has asked for a while.

Run as a file, so that it holds nothing of the app: `core/pdf.py` starts it and asks it, one document after another.
A message is its length in eight bytes, then its bytes. What is asked are options as JSON, a zero and the source; the
answer is a byte that tells a document from words on what was wrong, and then either.
"""

import json
import os
import select
import sys
from typing import IO

LENGTH_BYTES = 8
DOCUMENT, WORDS = b"d", b"w"


def write_message(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(LENGTH_BYTES, "big") + message)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes:
    """Raises EOFError where the other end closed before all of it was there."""
    length = stream.read(LENGTH_BYTES)
    expected = int.from_bytes(length, "big")
    message = stream.read(expected)
    if len(length) < LENGTH_BYTES or len(message) < expected:
        raise EOFError
    return message


def main(fonts: str, idle_seconds: float) -> None:
    """Answer on standard output what is asked on standard input."""
    import typst

    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log
    compiler = typst.Compiler(font_paths=[fonts])
    while select.select([asked], [], [], idle_seconds)[0]:
        try:
            options, _, source = read_message(asked).partition(b"\0")
        except EOFError:
            return
        try:
            made = compiler.compile(input=source, **json.loads(options))
            write_message(answers, DOCUMENT + (made[0] if isinstance(made, list) else made or b""))
        except Exception as error:
            write_message(answers, WORDS + str(error).encode())


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
