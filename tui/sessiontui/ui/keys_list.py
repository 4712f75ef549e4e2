"""The list of keys in docs/keys.md, from the one table: ``python -m sessiontui.ui.keys_list``."""

from __future__ import annotations

from .actions import ACTIONS, SCOPES, SIGNS

BEGIN = "<!-- keys: made by python -m sessiontui.ui.keys_list -->"
END = "<!-- keys: end -->"


def markdown() -> str:
    """All keys by where they work, with the ids that keys.toml names, then the signs."""
    parts = []
    for scope, title in SCOPES.items():
        parts.append(f"**{title}**\n")
        parts.append("| key | does | id |\n| --- | --- | --- |")
        for action in ACTIONS:
            if action.scope == scope:
                keys = " ".join(f"`{key}`" for key in action.key_words.split(" "))
                parts.append(f"| {keys} | {action.help} | `{action.id}` |")
        parts.append("")
    signs = ", ".join(f"`{sign}` {meaning}" for sign, meaning in SIGNS)
    return "\n".join(parts) + f"\n**Signs**: {signs}.\n"


if __name__ == "__main__":
    print(markdown())  # noqa: T201 (what it is for)
