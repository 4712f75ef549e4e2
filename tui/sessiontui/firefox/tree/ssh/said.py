"""What ssh, or the machine it reached, said before it hung up: a sentence, with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from .address import Address

_CHANGED = "HOST IDENTIFICATION HAS CHANGED"
_UNKNOWN = "Host key verification failed"
_STRICT = "requested strict checking"
_DENIED = "Permission denied ("
# That it is over, behind the line that tells why: of the machine, and of the way there.
_OVER = (
    ("Received disconnect from", "Disconnected from"),
    ("", "Connection closed by UNKNOWN"),
    ("", "kex_exchange_identification: Connection closed by remote host"),
)


def sentence_of(said: Sequence[str], why: str, address: Address, *, alone: bool) -> str:
    """Why there is no line to a machine, as a sentence that begins with its name.

    ``said``: the printable lines that were heard, oldest first; ``why`` where none tells anything.
    ``alone``: nobody could be asked for a password or about a key.
    """
    telling = [line for line in said if not line.startswith(("**", "@@"))]
    for reason, over in _OVER:
        if len(telling) > 1 and telling[-2].startswith(reason) and telling[-1].startswith(over):
            telling.pop()
    words = telling[-1] if telling else why
    if any(_CHANGED in line for line in said):
        words = (
            f"this machine shows another key than before. If it was set up anew, take the old one "
            f"away with: ssh-keygen -R '{address.known_as}'; if not, somebody may sit between you "
            "and it"
        )
    elif any(_UNKNOWN in line for line in said):
        if any(_STRICT in line for line in said):
            words = (
                "its key is not known here, and your ssh takes none that is not "
                "(StrictHostKeyChecking): compare it with the key there, and add it to known_hosts"
            )
        elif alone:
            words = (
                f"its key is not known here yet. To look at it and accept it, connect once with: "
                f"{address.command}"
            )
        else:
            words = "its key was not accepted, and so it was asked for nothing"
    elif alone and any(_DENIED in line for line in said):
        words = (
            f"{words.rstrip('.')}; a password can be asked for only on a terminal, before the "
            f"screen begins. A key does without: ssh-copy-id, and see whether this works: "
            f"{address.command}"
        )
    return f"{address.title}: {words}"
