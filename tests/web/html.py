"""Reads a page as a person would meet it: its elements, what is shown, and what is read out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = {"script", "style", "head"}
LANDMARKS = {"section", "nav", "aside", "form"}
SPOKEN = ("aria-label", "alt", "placeholder", "title", "data-label")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    words: str = ""


@dataclass
class Document(HTMLParser):
    """The elements of a page, in order, and its texts."""

    source: str
    elements: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        self._open.append(element)
        self.texts += [element.attributes[name] for name in SPOKEN if name in element.attributes]

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element.words += data
        tags = {element.tag for element in self._open}
        if data.strip() and (not UNSEEN & tags or "title" in tags):
            self.texts.append(data.strip())

    def every(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str) -> Element:
        (found,) = self.every(tag)
        return found

    def named(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.attributes.get("name") == name]

    def regions(self) -> list[str]:
        """The landmarks that carry a name, each as its kind and that name: no two of a page should be the same."""
        words = {e.attributes["id"]: " ".join(e.words.split()) for e in self.elements if "id" in e.attributes}
        named = [e for e in self.elements if e.tag in LANDMARKS]
        by_id = [(e.tag, e.attributes["aria-labelledby"]) for e in named if "aria-labelledby" in e.attributes]
        spoken = [f"{e.tag} {e.attributes['aria-label']}" for e in named if "aria-label" in e.attributes]
        return spoken + [f"{tag} {words.get(name, '')}" for tag, name in by_id]


def document(response) -> Document:
    return Document(response.content.decode())
