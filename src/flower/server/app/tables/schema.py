"""The columns that clients with tables agree on. A client tells names and kinds of columns, never a row."""

import json
from collections import Counter

NOUNS = {"number": "numbers", "category": "categories"}
KINDS = (*NOUNS, "empty", "missing")


class Disagreement(Exception):
    """There is nothing that most clients agree on."""


def read_schema(text: str) -> dict:
    """A client's answer; a ValueError says what is wrong with it."""
    schema = json.loads(text)
    if not isinstance(schema, dict) or not isinstance(schema.get("features"), list):
        raise ValueError("the schema is not one")
    names = [read_column(one)["name"] for one in schema["features"]]
    if len(set(names)) < len(names):
        raise ValueError("the schema names a column twice")
    read_column(schema.get("target"))
    return schema


def read_column(one: dict) -> dict:
    if not isinstance(one, dict) or one.get("kind") not in KINDS:
        raise ValueError("the schema holds a column without a kind")
    words = [one.get("name"), *one.get("categories", [])]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("the schema holds a name that is not text")
    return one


def agreed(schemas: list[dict], features: list[str], target: str) -> tuple[dict, list[str]]:
    """The columns, in order, and a sentence for each that too few clients have.

    Without names from the server, a feature is what more than half of the clients want to train on.
    """
    target = target or most_common([one["target"]["name"] for one in schemas], "the target")
    wanted = Counter(column["name"] for one in schemas for column in one["features"])
    count = len(schemas)
    if features:
        names = features
    else:
        names = in_order([name for name in wanted if 2 * wanted[name] > count], schemas)
    others = [name for name in wanted if name not in names]
    notes = [
        f'column "{name}" is left out: {wanted[name]} of {count} clients train on it' for name in others
    ]
    if not names:
        raise Disagreement("no feature is one of more than half of the clients")
    columns = [{"name": name, "kind": kind_of(name, schemas)} for name in names]
    return {"features": columns, "target": {"name": target, "kind": kind_of(target, schemas)}}, notes


def with_categories(terms: dict, schemas: list[dict]) -> dict:
    """Adds the categories of the clients that take part; how they are sorted is the clients' affair."""
    columns = [*terms["features"], terms["target"]]
    full = []
    for column in columns:
        if column["kind"] == "category":
            owns = (own(column["name"], schema) for schema in schemas)
            words = {word for one in owns if one for word in one.get("categories", [])}
            column = column | {"categories": sorted(words)}
        full.append(column)
    return {"features": full[:-1], "target": full[-1]}


def difference(schema: dict, terms: dict) -> str:
    """In what a client's schema differs from the others', in words; '' if in nothing."""
    target = terms["target"]
    problems = []
    for column in [*terms["features"], target]:
        name, kind = column["name"], column["kind"]
        one = own(name, schema)
        found = "missing" if one is None else one["kind"]
        if found == "missing":
            problems.append(f'column "{name}" ({NOUNS[kind]}) is missing')
        elif found in NOUNS and found != kind:
            problems.append(
                f'column "{name}" holds {NOUNS[found]} where the others have {NOUNS[kind]}'
            )
        elif found == "empty" and column is target:
            problems.append(f'column "{name}", the target, has no value')
    if schema["target"]["name"] != target["name"]:
        problems.append(f'its target is "{schema["target"]["name"]}", not "{target["name"]}"')
    return "; ".join(problems)


def own(name: str, schema: dict) -> dict | None:
    columns = [*schema["features"], schema["target"]]
    return next((column for column in columns if column["name"] == name), None)


def kind_of(name: str, schemas: list[dict]) -> str:
    kinds = [one["kind"] for schema in schemas if (one := own(name, schema)) and one["kind"] in NOUNS]
    return most_common(kinds, f'what column "{name}" holds') if kinds else "number"


def most_common(values: list[str], what: str) -> str:
    """The value of more than half."""
    value, count = Counter(values).most_common(1)[0]
    if 2 * count > len(values):
        return value
    raise Disagreement(f"clients disagree on {what}: {', '.join(sorted(set(values)))}")


def in_order(names: list[str], schemas: list[dict]) -> list[str]:
    """In the order that most clients have; of several such, the first by the alphabet."""
    known = set(names)
    orders = Counter(
        tuple(column["name"] for column in schema["features"] if column["name"] in known)
        for schema in schemas
    )
    whole = [order for order in orders if len(order) == len(known)]
    return list(min(whole, key=lambda order: (-orders[order], order))) if whole else sorted(names)
