"""Reads a page as a person would: its heading, its errors, what stands in its fields."""

from typing import Any

from lxml import html

SURE = {"confirmed": "1"}
"""The answer to a page that asks before it does what cannot be undone."""


class Page:
    def __init__(self, markup: str) -> None:
        self.tree = html.fromstring(markup)

    @property
    def heading(self) -> str:
        return _words(self.tree.xpath("//h1")[0])

    @property
    def text(self) -> str:
        return _words(self.tree.xpath("//body")[0])

    @property
    def errors(self) -> list[str]:
        """The messages at the fields, in order."""
        return [_words(found) for found in self.tree.xpath("//*[contains(@class, 'field-error')]")]

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        found = {field.get("name"): field.get("value", "") for field in self.tree.xpath("//input[@name]")}
        return found | {field.get("name"): field.text or "" for field in self.tree.xpath("//textarea[@name]")}

    def texts(self, xpath: str) -> list[str]:
        """The words of every element that `xpath` finds."""
        return [_words(found) for found in self.tree.xpath(xpath)]

    def attributes(self, xpath: str, name: str) -> list[str]:
        """An attribute of every element that `xpath` finds and that has it."""
        return [str(found) for found in self.tree.xpath(f"{xpath}/@{name}")]

    def links(self) -> list[str]:
        return [str(found) for found in self.tree.xpath("//a/@href")]


def page_of(response: Any) -> Page:
    return Page(response.text)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())
