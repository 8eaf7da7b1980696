"""Small pieces of HTML that the views share."""

from collections.abc import Mapping
from typing import TypeVar

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from dashboards.console.fleet import State

E = TypeVar("E", bound=Element)


def tag(name: str, /, classes: str = "", **attributes: str) -> Element:
    """An HTML element; underscores in attribute names stand for hyphens (`aria_label`)."""
    return _dressed(Element(name), classes, attributes)


def words(name: str, /, text: str = "", classes: str = "", **attributes: str) -> TextElement:
    """An HTML element that holds text only."""
    return _dressed(TextElement(text=text, tag=name), classes, attributes)


def _dressed(element: E, classes: str, attributes: Mapping[str, str]) -> E:
    if classes:
        element.classes(classes)
    for attribute, value in attributes.items():
        element.props[attribute.replace("_", "-")] = value
    return element


def set_attribute(element: Element, attribute: str, value: str) -> None:
    """Set an attribute, telling the browser only if it changes."""
    if element.props.get(attribute) != value:
        element.props[attribute] = value


class Symbol:
    """The symbol of a state, from the sprite of the page; words stand beside it."""

    def __init__(self, state: State = State.FRESH) -> None:
        with tag("svg", aria_hidden="true") as self._drawing:
            self._use = tag("use")
        self.show(state)

    def show(self, state: State) -> None:
        """Change to the symbol of another state."""
        set_attribute(self._drawing, "class", f"state {state}")
        set_attribute(self._use, "href", f"#state-{state}")


class Facts:
    """A list of names and values (`dl`); a fact without a value is hidden."""

    def __init__(self, names: tuple[str, ...], classes: str = "facts") -> None:
        self.names = names
        self._values: dict[str, tuple[Element, TextElement]] = {}
        with tag("dl", classes):
            for name in names:
                with tag("div") as row:
                    words("dt", name)
                    self._values[name] = row, words("dd")

    def show(self, values: Mapping[str, str]) -> None:
        """Set the values by name."""
        for name, text in values.items():
            row, value = self._values[name]
            row.set_visibility(bool(text))
            value.text = text
