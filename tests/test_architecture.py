"""How the package is built: which module may import which, what none may do, and that no pattern runs away."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
import regex

import dechaff
from pages import ROOT

SOURCE = ROOT / "src" / "dechaff"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "training" not in path.relative_to(SOURCE).parts)

# What a module, or the modules of a folder, may import of the package when they are loaded.
TEXT_CORE = {"types", "tokens", "lexicon", "view"}
MAY_IMPORT: dict[str, set[str]] = {
    "types": set(),
    "tokens": set(),
    "lexicon": {"tokens"},
    "sources": {"types", "sources"},
    "view": {"types", "tokens", "lexicon"},
    "features": TEXT_CORE | {"features"},
    "cleaners": TEXT_CORE | {"cleaners._findings"},
    "network": {"types", "tokens"},
    "scoring": TEXT_CORE | {"features", "network"},
    "metadata": TEXT_CORE | {"metadata"},
    "render": {"types", "sources", "render"},
    "pipeline": TEXT_CORE | {"cleaners", "features", "network", "scoring", "metadata", "render"},
    "collector": set(),
    "__init__": {"types", "collector"},
    "output": set(),
    "records": {"types", "records"},
    "batch": {"types", "records", "batch"},
    "config": {"types", "config"},
    "integrations": {"", "types", "records", "batch", "integrations"},
    "cli": {"", "types", "sources", "output", "records", "batch", "config", "cli", "integrations"},
    "__main__": {"cli"},
}
# What they may import besides, inside a function, when it is called: it keeps `import dechaff` light.
MAY_IMPORT_LATER: dict[str, set[str]] = {
    "types": {"render"},  # the methods of an article
    "__init__": {"pipeline", "sources", "batch"},
    "records": {"", "sources", "pipeline"},
    "batch": {"", "pipeline", "output"},
    "config": {"tokens", "lexicon", "cleaners", "scoring", "network", "pipeline", "records"},
    "integrations": {"pipeline", "config"},
}
HEAVY = {"numpy", "regex", "lxml", "trafilatura", "py3langid", "charset_normalizer", "selectolax"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "yaml", "subprocess", "ctypes", "code"}
NETWORK_MODULES = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "asyncio"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load"}


class Import(NamedTuple):
    """An import statement: what it names, and whether it is only carried out inside a function."""

    name: str
    later: bool


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[Import]:
    """All imports of a module but those for type checkers."""
    for_checkers = {
        id(node)
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    inside = {
        id(node)
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree(path)):
        if id(node) in for_checkers:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import; write out where it comes from"
            yield Import(node.module or "", id(node) in inside)


def part_of(path: Path) -> str:
    """The name that a module goes by in `MAY_IMPORT`: its own, or its folder's."""
    first, *_ = path.relative_to(SOURCE).with_suffix("").parts
    return first


def is_allowed(name: str, allowed: set[str]) -> bool:
    """Whether a module of the package is one of those allowed or lies in a folder that is."""
    inner = name.removeprefix("dechaff").removeprefix(".")
    parts = inner.split(".")
    return any(".".join(parts[:n]) in allowed for n in range(1, len(parts) + 1))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_one_way(path: Path) -> None:
    """types <- tokens, lexicon, sources <- view <- features, cleaners <- network, scoring <- pipeline <- cli."""
    part = part_of(path)
    assert part in MAY_IMPORT, f"a new part: say in MAY_IMPORT what {part} may import"
    allowed = MAY_IMPORT[part]
    later = allowed | MAY_IMPORT_LATER.get(part, set())
    own = [found for found in imports(path) if found.name.split(".")[0] == "dechaff"]
    assert [x.name for x in own if not is_allowed(x.name, later if x.later else allowed)] == []


def test_the_table_of_imports_has_no_circle() -> None:
    """What each part may import when it is loaded can be put in an order."""
    left = {name: {x.split(".")[0] for x in allowed if x} - {name} for name, allowed in MAY_IMPORT.items()}
    while left:
        free = {name for name, needs in left.items() if not needs & set(left)}
        assert free, f"a circle among {sorted(left)}"
        left = {name: needs for name, needs in left.items() if name not in free}


def test_no_module_imports_training() -> None:
    """Training has libraries of its own and is never needed to clean a text."""
    for path in MODULES:
        assert not [x for x in imports(path) if x.name.startswith("dechaff.training")], path.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_runs_code_from_data_or_calls_out(path: Path) -> None:
    """No pickle, no eval, no shell, no network; arrays are loaded without pickle."""
    names = {x.name for x in imports(path)}
    tops = {name.split(".")[0] for name in names}
    assert (names | tops) & (UNSAFE_MODULES | NETWORK_MODULES) == set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in UNSAFE_CALLS, f"{path.name}:{node.lineno}"
            if called in ("np.load", "numpy.load"):
                options = {word.arg: ast.unparse(word.value) for word in node.keywords}
                assert options.get("allow_pickle") == "False", f"{path.name}:{node.lineno}"


def test_no_state_is_global() -> None:
    """No `global` statement, and no name of a module that is bound again by a function."""
    for path in MODULES:
        assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Global)], path.name


def test_foreign_packages_are_declared() -> None:
    """Whatever is imported is in the standard library or among the dependencies of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(x for extra in project["optional-dependencies"].values() for x in extra)]
    declared = {re.split(r"[\[<>=!~. ]", line)[0].replace("-", "_").removeprefix("google_") for line in lines}
    foreign = {x.name.split(".")[0] for path in MODULES for x in imports(path)} - set(sys.stdlib_module_names)
    assert foreign - {"dechaff", "compression"} <= declared  # the latter is in the library of Python 3.14


def test_what_is_heavy_is_imported_where_it_is_needed() -> None:
    """`types` and the command line need the standard library only; trafilatura is one module's, and lxml is its own."""
    for name in ("types.py", "cli/__init__.py", "cli/options.py", "output.py", "__init__.py", "__main__.py"):
        loaded = {x.name.split(".")[0] for x in imports(SOURCE / name) if not x.later}
        assert loaded & HEAVY == set(), name
    for path in MODULES:
        found = {x for x in imports(path) if x.name.split(".")[0] in ("lxml", "trafilatura")}
        assert found == ({Import("trafilatura", later=True)} if path.name == "extracted.py" else set()), path.name


def test_modules_are_short() -> None:
    """400 lines at most; data is in data files or in modules of nothing else."""
    assert [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


# --- patterns ----------------------------------------------------------------------------------------------------

Pattern = type(regex.compile(""))
LIBRARIES = ("re", "regex")
METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split", "splititer"}
UNITS = (
    " ", "\t", "\n", "a", "A", "1", "漢", ".", ",", "-", "_", "*", "#", "[", "]", "(", "<", "![", "](", "|", "\\", "`",
    '"', "/", "©", "\x00", "a ", "A ", "1 ", "- ", "[a", "[a](", "[[", "[1]", "()", "**", "*a", "a@", "://", "0:",
    "By ", "12/", "J. ", "\r\n",
)  # fmt: skip
LENGTH = 100_000
LIMIT = 1.0  # seconds for a pattern on twice 100 kB; what is quadratic takes a hundred times as long


def all_modules() -> Iterator[ModuleType]:
    """Not those of `integrations`, which import what may not be there; they have no patterns."""
    for found in pkgutil.walk_packages(dechaff.__path__, "dechaff."):
        if not found.name.startswith(("dechaff.training", "dechaff.integrations.", "dechaff.__main__")):
            yield importlib.import_module(found.name)


def patterns_in(thing: object, depth: int = 0) -> Iterator[Pattern]:
    """Compiled patterns in a value: itself, members of collections, attributes of classes."""
    if isinstance(thing, Pattern | re.Pattern):
        yield (
            regex.compile(thing.pattern, thing.flags & 0xFFF & ~regex.LOCALE)
            if isinstance(thing, re.Pattern)
            else thing
        )
    elif depth < 3:
        inner: object = ()
        if isinstance(thing, dict):
            inner = (*thing.keys(), *thing.values())
        elif isinstance(thing, list | tuple | set | frozenset):
            inner = thing
        elif isinstance(thing, type) and thing.__module__.startswith("dechaff"):
            inner = tuple(vars(thing).values())
        for member in inner:  # type: ignore[attr-defined]
            yield from patterns_in(member, depth + 1)


def inline_patterns(path: Path) -> Iterator[Pattern]:
    """Patterns written into calls, as in `re.sub("a+", ...)`."""
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        library, method, pattern = ast.unparse(node.func.value), node.func.attr, node.args[0]
        if library in LIBRARIES and method not in ("compile", "escape") and isinstance(pattern, ast.Constant):
            yield regex.compile(pattern.value)


class Found(NamedTuple):
    """A pattern and the methods of it that the package calls."""

    pattern: Pattern
    uses: frozenset[str]


@cache
def uses() -> dict[str, set[str]]:
    """For each name with a method of patterns behind it, those methods: `LINK.finditer(...)`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
                found[node.value.id].add(node.attr)
    return found


def all_patterns() -> dict[str, Found]:
    """Every pattern of the package by module and name; one whose use is not seen is taken to be searched for."""
    found: dict[str, Found] = {}
    for module in all_modules():
        for name, thing in vars(module).items():
            for i, pattern in enumerate(patterns_in(thing)):
                if pattern not in {other.pattern for other in found.values()}:
                    called = frozenset(uses().get(name, {"search"}))
                    found[f"{module.__name__.removeprefix('dechaff.')}.{name}{i or ''}"] = Found(pattern, called)
    for path in MODULES:
        for i, pattern in enumerate(inline_patterns(path)):
            found[f"{path.relative_to(SOURCE)}:{i}"] = Found(pattern, frozenset({"search"}))
    return found


PATTERNS = all_patterns()


def test_patterns_are_found() -> None:
    """As many as are compiled; one that is built inside a function would escape the test below."""
    compiled = sum(path.read_text(encoding="utf-8").count("re.compile(") for path in MODULES)
    assert len(PATTERNS) >= compiled
    adapters = [path for path in MODULES if part_of(path) == "integrations"]
    assert not [path.name for path in adapters if {x.name.split(".")[0] for x in imports(path)} & set(LIBRARIES)]
    inside = [
        (path, call)
        for path in MODULES
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[0] in LIBRARIES
    ]
    built_later = [f"{path.name}:{call.lineno}" for path, call in inside if not is_fixed(call)]
    assert built_later == []


def is_fixed(call: ast.Call) -> bool:
    """Whether the pattern of a call is written out in it, escaped literals aside, and so found by `inline_patterns`."""
    method = ast.unparse(call.func).split(".")[-1]
    if method in ("escape", "compile"):
        return method == "escape"
    pattern = call.args[0]
    pieces = pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]
    values = [piece.value for piece in pieces if isinstance(piece, ast.FormattedValue)]
    literal = all(isinstance(piece, ast.Constant | ast.FormattedValue) for piece in pieces)
    return literal and all(ast.unparse(value).startswith("re.escape(") for value in values)


@pytest.mark.parametrize("name", PATTERNS)
def test_pattern_is_linear(name: str) -> None:
    """What the package does with a pattern takes no time on 100 kB of any run, whole or broken at either end."""
    slow = [unit for unit in UNITS if seconds(PATTERNS[name], unit) > LIMIT]
    assert slow == []


def seconds(found: Found, unit: str) -> float:
    """Best of three where the first is slow; no end where it takes five seconds."""
    run = (unit * (LENGTH // len(unit) + 1))[:LENGTH]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        try:
            for text in (f"{run}=", f"a{run}\x00"):
                carry_out(found, text.encode() if isinstance(found.pattern.pattern, bytes) else text)
        except TimeoutError:
            return float("inf")
        best = min(best, time.process_time() - start)
        if best <= LIMIT:
            break
    return best


def carry_out(found: Found, text: str | bytes) -> None:
    if "match" in found.uses:
        found.pattern.match(text, timeout=5)
    if "fullmatch" in found.uses:
        found.pattern.fullmatch(text, timeout=5)
    if found.uses - {"match", "fullmatch"}:
        for _ in found.pattern.finditer(text, timeout=5):
            pass
