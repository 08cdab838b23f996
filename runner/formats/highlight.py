"""The words of a JavaScript or TypeScript source by their kind, line by line."""

import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath

from pygments.lexers.javascript import JavascriptLexer, TypeScriptLexer
from pygments.token import Comment, Error, Keyword, Number, Operator, String, _TokenType

_KINDS = (
    (Comment, "comment"),
    (String, "string"),
    (Number, "number"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
)
_TYPESCRIPT = (".ts", ".mts", ".cts")
_MAX_ERRORS = 20
_ODD = re.compile(r"[\w?.$]{500}|[^\n]{2000}")


@dataclass(frozen=True, kw_only=True)
class Token:
    """A part of a line and what it is: comment, string, number, keyword, or nothing that needs a colour."""

    text: str
    kind: str = ""


def highlighted(name: str, text: str) -> list[list[Token]]:
    """The tokens of each line. Together they are the text; where the lexer stumbles, all of them are plain."""
    tokens = None if _is_slow(text) else _tokens(name, text)
    if tokens is None or "".join(token.text for token in tokens) != text:
        return plain(text)
    lines: list[list[Token]] = [[]]
    for token in tokens:
        for n, part in enumerate(token.text.split("\n")):
            if n:
                lines.append([])
            if part:
                lines[-1].append(Token(text=part, kind=token.kind))
    return lines


def plain(text: str) -> list[list[Token]]:
    """The lines as they are."""
    return [[Token(text=line)] if line else [] for line in text.split("\n")]


def _is_slow(text: str) -> bool:
    """Whether the lexer's expressions would look for the end of something again and again, to the end of the text."""
    unclosed_comments = text.count("/*", text.rfind("*/") + 1)
    return unclosed_comments > _MAX_ERRORS or _ODD.search(text) is not None


def _tokens(name: str, text: str) -> list[Token] | None:
    """None for what is no JavaScript: each stray quote costs a search through all that follows it."""
    lexer = TypeScriptLexer() if PurePosixPath(name).suffix in _TYPESCRIPT else JavascriptLexer()
    parts: list[tuple[str, str]] = []
    errors = 0
    for _, type_, value in lexer.get_tokens_unprocessed(text):
        errors += type_ is Error
        if errors > _MAX_ERRORS:
            return None
        parts.append((_kind(type_), value))
    return [
        Token(text="".join(value for _, value in group), kind=kind) for kind, group in groupby(parts, itemgetter(0))
    ]


def _kind(type_: _TokenType) -> str:
    return next((kind for parent, kind in _KINDS if type_ in parent), "")
