"""What ``--json`` prints, command by command: the shapes ``sessiontui schema`` tells of.

Imported only where JSON is printed. Those of tabs, windows and groups are in
``export.json_shapes``.
"""
