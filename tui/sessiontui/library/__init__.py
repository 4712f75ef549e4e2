"""What ``import sessiontui`` gives to other programs; each part is loaded when it is asked for.

The names stand in ``sessiontui.__all__``, what is promised of them in ``library.promised``.
"""
