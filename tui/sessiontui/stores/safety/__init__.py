"""Safety copies: every session file of a profile as it is, kept until a person removes it."""
