"""The page of a Firefox Backup as Firefox 153 makes it (seen there), around any ZIP."""

from __future__ import annotations

import base64
import json

BOUNDARY = "----=_Part_1795782297091_z4lbpzvs9q_jdwajf6dai"


def backup_page(
    zipped: bytes, chunk: int = 1 << 20, *, meta: object = None, sealed: object = None
) -> bytes:
    about = json.dumps({"version": 2, "encConfig": sealed, "meta": meta or {}})
    lines = [base64.b64encode(zipped[i : i + chunk]) for i in range(0, len(zipped), chunk)]
    head = (
        f"<!DOCTYPE html>\n<!-- Version: 1 -->\n<html>page</html>\n<!-- Begin inline MIME --\n"
        f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\n\n--{BOUNDARY}\n'
        "Content-Type: application/json; charset=utf-8\n"
        'Content-Disposition: attachment; filename="archive.json"\n'
        f"Content-Length: {len(about)}\n\n{about}\n--{BOUNDARY}\n"
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    )
    return (
        head.encode() + b"\n".join(lines) + f"\n\n--{BOUNDARY}\n---- End inline MIME -->\n".encode()
    )
