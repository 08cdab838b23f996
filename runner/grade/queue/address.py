"""Where a broker is: its URL, which may hold a password and is never shown whole."""

import importlib.util
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from runner.errors import UsageError

VARIABLE = "KATA_QUEUE"
"""The environment variable that may hold it."""
_SCHEMES = {"redis": "redis", "rediss": "redis", "amqp": "amqp", "amqps": "amqp"}
_SECRET = re.compile(r"(?<=://)(?P<user>[^:@/]*):(?P<password>.*)@")
_OPTIONS = re.compile(r"\?.*", re.S)


@dataclass(frozen=True, kw_only=True)
class Address:
    """A broker: Redis or RabbitMQ."""

    url: str

    @property
    def is_redis(self) -> bool:
        """Whether it is Redis, which has its own ways."""
        return _SCHEMES[urlsplit(self.url).scheme] == "redis"

    def __str__(self) -> str:
        return masked(self.url)

    def __repr__(self) -> str:
        return f"Address({masked(self.url)!r})"

    def without_secrets(self, text: str) -> str:
        """What a library says, without the password that it may quote."""
        found = _SECRET.search(self.url)
        secret = found["password"] if found else ""
        return text.replace(self.url, masked(self.url)).replace(secret, "***") if secret else text


def masked(text: str) -> str:
    """A URL as it may be shown: without a password, and without options, which may hold one as well."""
    if "://" not in text:
        return text
    return _OPTIONS.sub("?***", _SECRET.sub(r"\g<user>:***@", text))


def parse(url: str) -> Address:
    """The broker at `url`. Raises UsageError for what is no such URL, and where kata is installed without Celery."""
    try:
        scheme, port = urlsplit(url).scheme, urlsplit(url).port
    except ValueError:
        scheme, port = "", None
    if scheme not in _SCHEMES or port == 0:
        raise UsageError(
            f"{masked(url)}: not the URL of a broker, such as redis://HOST:6379/0 or amqp://USER:PASSWORD@HOST:5672//"
            " (what is special in a password is written as %2F and the like)"
        )
    if importlib.util.find_spec("celery") is None:
        raise UsageError("many machines need Celery: pip install 'kata-runner[celery]'")
    return Address(url=url)
