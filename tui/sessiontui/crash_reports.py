"""Faults of this program: the sentence its reader sees, and the report that is kept of one.

Messages, locals and arguments of an exception would be URLs, cookies and form text, its paths the
user's own. A report holds none of them: only versions, the terminal, and where in the program.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple

from .app_dirs import state_dir
from .private_files import write_new

KEPT_REPORTS: Final = 10

_PACKAGE: Final = str(Path(__file__).parent) + os.sep
_REPORT = re.compile(r"fault-\d{8}T\d{6}\.\d{6}Z\.txt")
_LIBRARIES: Final = ("textual", "rich", "msgspec", "lz4", "humanize", "platformdirs")
_MOST_FRAMES: Final = 60
_MOST_ERRORS: Final = 12


class Plugin(NamedTuple):
    """Code of strangers that was loaded: what it is called (printable), and its top package."""

    scheme: str
    distribution: str
    package: str

    @property
    def words(self) -> str:
        """How it is named to a person."""
        return f"the plug-in {self.scheme}: ({self.distribution})"


_plugins: list[Plugin] = []


def know_plugin(scheme: str, distribution: str, module: str) -> Plugin:
    """Remember whose code stores of a scheme are, so that a fault in it is named after them.

    ``distribution`` is its name and version, ``module`` where its code begins.
    """
    plugin = Plugin(scheme, distribution, module.partition(".")[0])
    if plugin not in _plugins:
        _plugins.append(plugin)
    return plugin


def plugin_at_fault(error: BaseException) -> Plugin | None:
    """Whose fault it is, where it is that of a plug-in: the last step in known code is theirs."""
    found = None
    for trace in _steps(error.__traceback__):
        if (plugin := _plugin_of(trace)) is not None:
            found = plugin
        elif _own_file(trace):
            found = None
    return found


def place_in(plugin: Plugin, error: BaseException) -> str:
    """What an error was and where in a plug-in's own code; never a value."""
    where = ""
    for trace in _steps(error.__traceback__):
        if _plugin_of(trace) == plugin:
            where = f" in {_plugin_file(trace, plugin)}, line {trace.tb_lineno}"
    return f"{_kind(error)}{where}"


def fault_sentence(error: BaseException) -> str:
    """What a fault was and where, in this program or in a plug-in; never a value."""
    where, whose = "", "sessiontui"
    for trace in _steps(error.__traceback__):
        plugin = _plugin_of(trace)
        file = _own_file(trace) or (_plugin_file(trace, plugin) if plugin else None)
        if file:
            where = f" in {file}, line {trace.tb_lineno}"
            whose = "sessiontui"
            if plugin:
                whose = f"{plugin.words}, not of sessiontui"
    return f"this is a fault of {whose} ({_kind(error)}{where})"


def _plugin_of(trace: TracebackType) -> Plugin | None:
    module = trace.tb_frame.f_globals.get("__name__")
    top = module.partition(".")[0] if isinstance(module, str) else ""
    if _own_file(trace):
        return None
    return next((plugin for plugin in _plugins if plugin.package == top), None)


def _plugin_file(trace: TracebackType, plugin: Plugin) -> str:
    """A step's file from its top package on: what lies before is the user's own."""
    parts = Path(trace.tb_frame.f_code.co_filename).parts
    places = [i for i, part in enumerate(parts) if Path(part).stem == plugin.package]
    return "/".join(parts[places[-1] :] if places else parts[-1:])


def keep_report(error: BaseException, command: str) -> Path:
    """Write the report of a fault into the state directory; gives its path.

    ``command`` is the name of what was asked for, without its arguments. The newest ten reports
    are kept. Raises OSError when it cannot be written.
    """
    now = datetime.now(UTC)
    path = state_dir() / f"fault-{now:%Y%m%dT%H%M%S.%f}Z.txt"
    text = report(error, command, now).encode("utf-8", "backslashreplace")
    write_new(path, text)
    _drop_older(path)
    return path


def _drop_older(kept: Path) -> None:
    with contextlib.suppress(OSError):  # the new report is what counts
        reports = [path for path in kept.parent.iterdir() if _REPORT.fullmatch(path.name)]
        older = sorted(path for path in reports if path != kept)
        for path in older[: max(0, len(reports) - KEPT_REPORTS)]:
            path.unlink(missing_ok=True)


def report(error: BaseException, command: str, now: datetime) -> str:
    """The text of a report: time, versions, terminal, command, where it happened."""
    lines = [
        "A fault of sessiontui. This report holds no address, title, cookie, form text or path",
        "of yours: only versions, the terminal, and where in the program it happened.",
        "",
        f"time      {now:%Y-%m-%d %H:%M:%S} UTC",
        *(f"{name:<9} {version}" for name, version in _versions()),
        f"terminal  {_terminal()}",
        f"command   {command}",
    ]
    left = _MOST_ERRORS
    for how, one in _chain(error):
        if not left:
            lines += ["", "... and more behind it"]
            break
        left -= 1
        lines += ["", f"{how}{_kind(one)}", *_where(one.__traceback__)]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    import platform
    from importlib import metadata

    from . import __version__  # what knows the whole library is no ground floor

    yield "sessiontui", __version__
    yield "python", f"{platform.python_version()} ({sys.implementation.name})"
    for name in ("textual", "msgspec", "lz4"):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, "not installed"
    yield "platform", platform.platform()


def _terminal() -> str:
    """TERM, COLORTERM and the size; nothing else of the environment."""
    words = [f"{name}={os.environ[name][:40]!a}" for name in ("TERM", "COLORTERM") if
             name in os.environ]  # fmt: skip
    for stream in (sys.__stderr__, sys.__stdout__):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # closed, or no terminal
            size = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
            words.append(f"{size.columns} x {size.lines}")
            break
    else:
        words.append("not a terminal")
    return " ".join(words)


def _chain(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """An error, those it holds and those behind it; each once, with how it came in."""
    waiting = [("", error)]
    seen: set[int] = set()
    while waiting:
        how, one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield how, one
        if one.__cause__ is not None:
            waiting.append(("caused by ", one.__cause__))
        elif one.__context__ is not None and not one.__suppress_context__:
            waiting.append(("while handling ", one.__context__))
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(("held in it: ", held) for held in reversed(one.exceptions))


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__.rpartition("<locals>.")[2]
    return name if _is_known(kind.__module__) else "an exception of other code"


def _is_known(module: object) -> bool:
    """Whether a module is ours, Python's or of a library we use: no name that a user made up."""
    top = module.partition(".")[0] if isinstance(module, str) else ""
    return top in ("sessiontui", *_LIBRARIES) or (
        top in sys.stdlib_module_names and top != "__main__"
    )


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _own_file(trace: TracebackType) -> str | None:
    """A step's file below the package, with ``/``; None when the code is not ours."""
    name = trace.tb_frame.f_code.co_filename
    return name.removeprefix(_PACKAGE).replace(os.sep, "/") if name.startswith(_PACKAGE) else None


def _where(trace: TracebackType | None) -> list[str]:
    steps = [_step(one) for one in _steps(trace)]
    if len(steps) > _MOST_FRAMES:  # endless recursion
        half = _MOST_FRAMES // 2
        steps[half:-half] = [[f"  ... {len(steps) - 2 * half:,} steps more ..."]]
    return [line for step in steps for line in step]


def _step(trace: TracebackType) -> list[str]:
    import linecache

    frame = trace.tb_frame
    function = frame.f_code.co_qualname
    file = _own_file(trace)
    if file is not None:
        source = linecache.getline(frame.f_code.co_filename, trace.tb_lineno).strip()
        line = f"  {file}, line {trace.tb_lineno}, in {function}"
        return [line, f"    {source}"] if source else [line]
    plugin = _plugin_of(trace)
    if plugin is not None:
        place = _plugin_file(trace, plugin)
        return [f"  {place}, line {trace.tb_lineno}, in {function} (plug-in {plugin.distribution})"]
    module = frame.f_globals.get("__name__")
    if _is_known(module):
        return [f"  ({module}, line {trace.tb_lineno}, in {function})"]
    return ["  (other code)"]
