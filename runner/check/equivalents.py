"""tests/equivalent.toml: mutants of the reference that an author has declared to be no mistakes, and why."""

import tomllib

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from runner.collection import KataFolder
from runner.errors import KataError

EQUIVALENTS = "tests/equivalent.toml"


class Equivalent(BaseModel):
    """One [[equivalent]]: the line as it `was` and as it `becomes`, and the `reason` why no test can tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    was: str
    becomes: str
    reason: str = Field(min_length=10)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    equivalent: list[Equivalent] = []


def declared(folder: KataFolder) -> list[Equivalent]:
    """What the file lists; nothing when there is none. Raises KataError that names file and field."""
    file = folder.path / EQUIVALENTS
    if not file.is_file():
        return []
    try:
        return _File.model_validate(tomllib.loads(folder.text(EQUIVALENTS))).equivalent
    except tomllib.TOMLDecodeError as error:
        raise KataError(f"{file}: not valid TOML: {error}") from error
    except ValidationError as error:
        faults = [f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise KataError("\n".join(faults)) from error
