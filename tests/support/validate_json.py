"""Validates JSON documents with a JSON Schema: validate_json.py SCHEMA FILE...

Exit code 0 if all are valid; else the first defects, one a line, and exit code 1.
"""
import json
import sys

import jsonschema


def main(schema_path, *paths):
    with open(schema_path, encoding="utf-8") as stream:
        schema = json.load(stream)
    validator = jsonschema.Draft202012Validator(schema)
    bad = False
    for path in paths:
        with open(path, encoding="utf-8") as stream:
            document = json.load(stream)
        for error in list(validator.iter_errors(document))[:5]:
            best = jsonschema.exceptions.best_match([error])
            print(f"{path}: {best.json_path}: {best.message[:300]}")
            bad = True
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
