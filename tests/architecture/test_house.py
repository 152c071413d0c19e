"""The house keeps its shape: places, packages, imports, locks."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "platform": "minga_platform",
    "commons": "minga_commons",
    "graphql": "minga_graphql",
    "frontend": "minga_frontend",
    "infra": "minga_infra",
}
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
# Below these there are known holes; see the head of docs on security and truth.
FLOORS = {
    "graphql-core": (3, 3, 2),
    "strawberry-graphql": (0, 312, 3),
    "starlette": (1, 3, 1),
    "python-multipart": (0, 0, 27),
    "pillow": (12, 2),
}


@pytest.mark.parametrize(("place", "package"), ROOMS.items())
def test_a_room_is_a_place_and_holds_one_package(place: str, package: str) -> None:
    # A platform/__init__.py would hide the standard library's platform; graphql/__init__.py would hide graphql-core.
    assert not list((ROOT / place).glob("*.py"))
    packages = [
        path.name for path in (ROOT / place).iterdir() if path.is_dir() and not path.name.startswith((".", "__"))
    ]
    assert packages == [package]


def _ours() -> list[Path]:
    return [path for place, package in ROOMS.items() for path in (ROOT / place / package).rglob("*.py")]


def test_inits_hold_a_docstring_and_nothing_else() -> None:
    wrong = []
    for path in [path for path in _ours() if path.name == "__init__.py"]:
        body = ast.parse(path.read_text()).body
        if len(body) != 1 or not (isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)):
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong


def test_every_folder_of_a_room_is_a_package() -> None:
    loaded_by_path = ROOT / "infra/minga_infra/database/migrations"
    folders = {path.parent for path in _ours() if loaded_by_path not in (path.parent, *path.parents)}
    assert not [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]


def test_modules_say_what_they_are_for() -> None:
    assert not [str(path.relative_to(ROOT)) for path in _ours() if not ast.get_docstring(ast.parse(path.read_text()))]


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)$")
    assert not [str(path.relative_to(ROOT)) for path in _ours() if drawers.search(path.stem)]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_database_module_commits() -> None:
    """A command that commits would tear a unit of work in two."""
    commits = re.compile(r"\b(commit\(\)|[\"']COMMIT\b)")
    allowed = {
        "platform/minga_platform/kernel/database.py",
        "infra/minga_infra/database/migrate.py",  # Alembic's own transactions
        "infra/minga_infra/bench/measuring.py",  # the hand-written limit beside which we are measured
    }
    found = {str(path.relative_to(ROOT)) for path in _ours() if commits.search(path.read_text())}
    stand_in = {name for name in found if name.startswith("infra/minga_infra/local/")}  # plays the outside, on SQLite
    assert found - allowed - stand_in == set()


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text()
    return {
        name.lower(): version
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_every_package_by_version_and_hash(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(
        r"\n(?=[A-Za-z0-9])", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    )
    for entry in filter(str.strip, entries):
        assert re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", [*LOCKS, ".ci/meilisearch/package-lock.json"])
def test_locks_name_no_address(lock: str) -> None:
    # A lock with addresses ties everybody to one registry.
    assert not re.search(r"https?://|--index-url|--find-links|\bresolved\b", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_stand_above_the_floors(lock: str) -> None:
    pins = _pins(lock)
    for name, floor in FLOORS.items():
        version = tuple(int(part) for part in re.findall(r"\d+", pins[name])[: len(floor)])
        assert version >= floor, f"{name} {pins[name]}"


def test_locks_agree_with_each_other_and_with_pyproject() -> None:
    runtime, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in runtime} == runtime
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert _names(project["dependencies"]) <= set(runtime)
    assert _names(project["optional-dependencies"]["dev"]) <= set(dev)


def _names(requirements: list[str]) -> set[str]:
    """Names of packages in the spelling of the locks."""
    found = (re.split(r"[\[<>=~; ]", line, maxsplit=1)[0] for line in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def test_what_is_imported_is_declared() -> None:
    """A package that comes only with another one goes away with it."""
    from importlib.metadata import packages_distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = _names([*project["dependencies"], *project["optional-dependencies"]["s3"]])
    owners = packages_distributions()
    missing: dict[str, str] = {}
    for path in _ours():
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in {name.split(".")[0] for name in names}:
                if name in sys.stdlib_module_names or name in ROOMS.values():
                    continue
                if not _names(owners.get(name, [])) & declared:
                    missing[name] = str(path.relative_to(ROOT))
    assert not missing


def test_an_unpinned_or_hashless_requirement_fails_to_install(tmp_path: Path) -> None:
    pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    installer = [sys.executable, "-m", "pip", "install", "--quiet"] if pip.returncode == 0 else None
    if installer is None:
        uv = shutil.which("uv") or str(Path(sys.executable).parents[1] / "tools" / "bin" / "uv")
        if not Path(uv).exists():
            pytest.skip("neither pip nor uv beside this Python")
        installer = [uv, "pip", "install", "--quiet", "--python", sys.executable]
    installer = [*installer, "--target", str(tmp_path / "elsewhere"), "--require-hashes", "--no-deps", "-r"]

    def installs(lock: str) -> bool:
        shutil.rmtree(tmp_path / "elsewhere", ignore_errors=True)  # What is there already would satisfy any wish.
        (tmp_path / "try.lock").write_text(lock + "\n")
        command = [*installer, str(tmp_path / "try.lock")]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    good = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "requirements.lock").read_text())[0]
    if not installs(good):
        pytest.skip("no packages can be fetched here, so a refusal would prove nothing")
    pinned = good.splitlines()[0].rstrip(" \\")
    assert not installs(pinned), "without a hash"
    assert not installs(pinned.split("==")[0]), "without a version"
    assert not installs(pinned + " --hash=sha256:" + "0" * 64), "with another hash"


def test_the_launcher_can_be_read_by_an_old_python() -> None:
    """So that it can say which Python it needs."""
    text = (ROOT / "minga").read_text()
    ast.parse(text, feature_version=(3, 7))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_bundled_postgresql_stands_above_its_floor() -> None:
    from minga_infra.local.postgres import find_programs

    programs = find_programs(None)
    assert programs.major != 18 or tuple(int(part) for part in programs.version.split(".")) >= (18, 4)
