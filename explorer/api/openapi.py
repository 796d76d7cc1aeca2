"""The OpenAPI file of the HTTP interface, made from its records: which say what the server reads and answers."""

import dataclasses
import types
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from explorer.api.operations import OPERATIONS, Operation
from explorer.api.records import Refusal

VERSION: Final = "1.0.0"
REFUSALS: Final = {
    "400": "A parameter, a formula or a choice of words cannot be used; the answer says which and why.",
    "404": "The model has no such word, or the server no such model.",
    "429": "Too many questions from one address; Retry-After says when to ask again.",
    "503": "The server has too many questions at once; Retry-After says when to ask again.",
}
ABOUT: Final = (
    "What the pages of Embedding Explorer compute, as JSON: for the models that come with it and those of the "
    "operator's folder. What a visitor brings or trains cannot be asked about. Off unless the operator allows it."
)


def document() -> dict[str, Any]:
    """The file as plain values, in the form of OpenAPI 3.1."""
    answers = {operation.answers for operation in OPERATIONS} | {Refusal}
    schemas: dict[str, Any] = {}
    for answer in sorted(answers, key=lambda one: one.__name__):
        _add(answer, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Embedding Explorer", "version": VERSION, "description": ABOUT},
        "paths": {f"/api/{operation.name}": {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {"schemas": schemas},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    hints = get_type_hints(operation.asks)
    refused = {status: {"description": why, **_json(Refusal)} for status, why in REFUSALS.items()}
    return {
        "operationId": operation.name,
        "summary": (operation.asks.__doc__ or "").strip(),
        "parameters": [_parameter(one, hints[one.name]) for one in dataclasses.fields(operation.asks)],
        "responses": {"200": {"description": _first_line(operation.answers), **_json(operation.answers)}, **refused},
    }


def _parameter(one: "dataclasses.Field[Any]", kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type of a field
    required = one.default is dataclasses.MISSING
    schema = _schema(kind, {})
    told = {
        "name": one.name,
        "in": "query",
        "required": required,
        "description": one.metadata["about"],
        "schema": schema if required else {**schema, "default": one.default},
        "example": one.metadata["example"],
    }
    if get_origin(kind) is tuple:
        told |= {"style": "form", "explode": False, "example": one.metadata["example"].split(",")}
    return told


def _add(record: type[Any], schemas: dict[str, Any]) -> None:
    """Add the schemas of a record, and of the records within it."""
    if record.__name__ in schemas:
        return
    hints = get_type_hints(record)
    schemas[record.__name__] = {}  # its place, before those within it
    schemas[record.__name__] = {
        "type": "object",
        "description": _first_line(record),
        "properties": {name: _schema(kind, schemas) for name, kind in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type of a field
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        _add(kind, schemas)
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], schemas)}
    if get_origin(kind) in (Union, types.UnionType):
        return {"anyOf": [_schema(one, schemas) for one in get_args(kind)]}
    names = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}
    return {"type": names[kind]}


def _json(record: type[Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{record.__name__}"}}}}


def _first_line(record: type[Any]) -> str:
    return (record.__doc__ or "").strip().splitlines()[0]
