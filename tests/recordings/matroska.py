"""Matroska files as no program writes them (RFC 9559): far more in them than they are large, or than they say."""

import struct
import zlib
from pathlib import Path


def _element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + b"\x01" + len(content).to_bytes(7, "big") + content


def _number(name: str, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def bomb(path: Path, codec: str, megabytes: int, frames: int) -> Path:
    """A film whose frames are zeros, `megabytes` each, kept compressed (ContentCompAlgo 0: zlib)."""
    packer, zeros = zlib.compressobj(9), bytes(1024**2)
    packed = b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()
    kind = _number("4286", 1) + _number("42F7", 1) + _number("42F2", 4) + _number("42F3", 8)
    kind += _element("4282", b"matroska") + _number("4287", 4) + _number("4285", 2)
    about = _number("2AD7B1", 1_000_000) + _element("4489", struct.pack(">d", 1000.0))
    compression = _number("5031", 0) + _number("5032", 1) + _number("5033", 0) + _element("5034", _number("4254", 0))
    track = _number("D7", 1) + _number("73C5", 1) + _number("83", 1) + _element("86", codec.encode())
    track += _element("E0", _number("B0", 320) + _number("BA", 180)) + _element("6D80", _element("6240", compression))
    blocks = b"".join(
        _element("A3", b"\x81" + struct.pack(">h", 40 * number) + b"\x80" + packed) for number in range(frames)
    )
    parts = _element("1549A966", about) + _element("1654AE6B", _element("AE", track))
    parts += _element("1F43B675", _number("E7", 0) + blocks)
    path.write_bytes(_element("1A45DFA3", kind) + _element("18538067", parts))
    return path


def says(path: Path, milliseconds: float) -> None:
    """Have a Matroska file say another length than it has."""
    content = path.read_bytes()
    at = content.index(bytes.fromhex("448988")) + 3
    path.write_bytes(content[:at] + struct.pack(">d", milliseconds) + content[at + 8 :])
