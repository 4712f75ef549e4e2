"""Only the cells that differ go to the terminal: for those who sit behind a slow line.

Textual sends whole regions, several times an action, and a style anew for every piece of text.
Here what the terminal shows is known cell by cell, and of every repaint only the difference is
written. This is done where Textual hands a repaint to its driver (``App._display``), not on the
driver's output: there a repaint is still strips of styled text, so that no escape sequence has to
be read back, an unchanged strip is known by being the same object, and most of what used to be
rendered never is. What else the driver writes (modes, clipboard, bell, synchronized updates) does
not come this way, and stays as it is and in its order.
"""
