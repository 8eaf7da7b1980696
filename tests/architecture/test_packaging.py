"""Nothing foreign shadows our flat packages, and the build lists all of them."""

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
    "packages"
]


def test_no_other_distribution_owns_a_name_of_ours() -> None:
    owners = packages_distributions()
    foreign = {name: owners[name] for name in PACKAGES if set(owners.get(name, [])) - {"samara"}}
    assert foreign == {}


def test_the_build_lists_every_package() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - {"benchmarks"} == set(PACKAGES)
