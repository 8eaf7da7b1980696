"""The pages of the console, a module each: a new page is a new file, and no list of pages is edited."""

from importlib import import_module
from pkgutil import iter_modules

from dashboards.console.view import Page


def all_pages() -> list[Page]:
    """Every page that a module of this folder holds."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [held for module in modules for held in vars(module).values() if isinstance(held, Page)]
