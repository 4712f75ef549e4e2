"""Where Firefox keeps its sessions and what it does with them."""
