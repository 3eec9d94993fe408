"""Holds documents against schemas: schemas.py FOLDER CASES [why]. FOLDER has the schemas, CASES a line for each document,
{"schema": NAME, "document": ...}. Answers each line with null where the document fits, else with false, or with what does not fit."""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match



def cheap_first(pairs):
    """The same object with what is told quickly in front: the validator goes through keys in order, and stops at the first misfit."""
    front = ["required", "kind", "properties"]
    return dict(sorted(pairs, key=lambda pair: front.index(pair[0]) if pair[0] in front else len(front)))


validators = {}
for path in pathlib.Path(sys.argv[1]).glob("*.json"):
    schema = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=cheap_first)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"], path
    Draft202012Validator.check_schema(schema)
    validators[path.stem] = Draft202012Validator(schema)

for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").split("\n"):
    if line:
        case = json.loads(line)
        validator = validators[case["schema"]]
        verdict = None if validator.is_valid(case["document"]) else False
        if verdict is False and sys.argv[3:] == ["why"]:
            error = best_match(validator.iter_errors(case["document"]))
            verdict = f"{error.json_path}: {error.message[:300]}"
        print(json.dumps(verdict))
