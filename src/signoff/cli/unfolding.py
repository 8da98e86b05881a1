"""Groups of options: they stand once, as the fields of a dataclass, and a command takes the dataclass.

The command line is read off a function's signature; `unfolded` writes the fields of each group into it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar, get_type_hints

Result = TypeVar("Result")


def unfolded(command: Callable[..., Result]) -> Callable[..., Result]:
    """The command with the options of each group that it takes, in the group's place."""
    types = get_type_hints(command, include_extras=True)
    groups: dict[str, type] = {}
    options: list[Parameter] = []
    for taken in signature(command).parameters.values():
        kind = types[taken.name]
        if is_dataclass(kind) and isinstance(kind, type):
            groups[taken.name] = kind
            options += _options(kind)
        else:
            options.append(_option(taken.name, kind, taken.default))

    @wraps(command)
    def typed(**values: Any) -> Result:
        made = {name: kind(**_out_of(values, kind)) for name, kind in groups.items()}
        return command(**values, **made)

    typed.__annotations__ = {one.name: one.annotation for one in options}
    typed.__signature__ = Signature(options)  # type: ignore[attr-defined]  # inspect looks for it there
    return typed


def _options(group: type) -> list[Parameter]:
    types = get_type_hints(group, include_extras=True)
    return [
        _option(field.name, types[field.name], Parameter.empty if field.default is MISSING else field.default)
        for field in fields(group)
    ]


def _option(name: str, kind: object, default: object) -> Parameter:
    # By name only: so an option that is needed may stand behind one that is not.
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _out_of(values: dict[str, Any], group: type) -> dict[str, Any]:
    """The values of a group, taken out of those that were typed."""
    return {field.name: values.pop(field.name) for field in fields(group)}
