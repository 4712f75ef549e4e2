"""Where the files of a profile may lie: a directory of this machine, or a tree elsewhere."""
