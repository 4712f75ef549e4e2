"""The command line: parser, commands, output and diagnostics."""
