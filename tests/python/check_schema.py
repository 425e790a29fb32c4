"""Holds objects against their schema: each has what it says and nothing else, and whatever it names occurs in one.

    check_schema.py SCHEMA LINES

A line is the name of an object in `$defs`, a tab, and the object. Prints what is not as it should be.
"""

import json
import pathlib
import sys

import jsonschema_rs

schema = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
defs = schema["$defs"]
for definition in defs.values():
    if "properties" in definition:
        definition.setdefault("additionalProperties", False)

#: What is met: properties by the name of their object, and the values of enumerations.
met = set()


def meet(part, value, name=None):
    """Notes what of a schema a valid value has."""
    if isinstance(part, bool):
        return
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        meet(defs[name], value, name)
        return
    for option in part.get("oneOf", ()):
        if (option.get("type") == "null") == (value is None):
            meet(option, value)
    if isinstance(value, dict):
        for key in value.keys() & part.get("properties", {}).keys():
            if value[key] is not None:
                met.add((name, key))
            meet(part["properties"][key], value[key])
    elif isinstance(value, list) and "items" in part:
        for item in value:
            meet(part["items"], item)


validators = {}
with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        name, told = line.split("\t", 1)
        value = json.loads(told)
        if name not in validators:
            validators[name] = jsonschema_rs.validator_for({**schema, "$ref": f"#/$defs/{name}"})
        wrong = next(validators[name].iter_errors(value), None)
        if wrong is not None:
            print(f"{name}: {wrong}")
        else:
            meet({"$ref": f"#/$defs/{name}"}, value)

for name, definition in defs.items():
    for key in definition.get("properties", {}):
        if (name, key) not in met:
            print(f"{name}.{key} occurs nowhere")
