"""The panes: each a look at one reactive View."""
