"""Pages of HTML, for the tests of those that make them: what stands in them, and texts that try to be more."""

import html5lib

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)></style></pre></title></textarea>",
    "\"' onmouseover=alert(1) style=color:red {{ 7 * 7 }} {% raw %} {# #} ${7} javascript:alert(1) -->]]><!--",
    "`<b>` \x00\x1b[31m\u202egnp.exe\u2066 \ud800 \ufffe \U0001ffff &lt;&#x3c;\r\n\x0c\u2028",
]


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a page with its attributes."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [(element.tag, dict(element.attrib)) for element in tree.iter() if isinstance(element.tag, str)]


def text_of(html: str) -> str:
    """What a reader reads."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return " ".join("".join(body.itertext()).split())
