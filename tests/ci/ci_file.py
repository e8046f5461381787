"""Looks into the files of ci/ with real parsers.

ci_file.py text FILE KEY...   prints the text at a path of keys and list positions of a YAML file
                              (its documents are a list); a list of texts is printed a line each
ci_file.py sh FILE N          prints the N-th ''' script of a Jenkinsfile
ci_file.py check FILE         fails if a GitHub file pastes expressions into scripts, uses an action
                              without a version, or needs a job that is not there
"""
import re
import sys

import yaml


def documents(path):
    with open(path, encoding="utf-8") as file:
        return list(yaml.safe_load_all(file))


def text(path, keys):
    node = documents(path)
    for key in keys:
        node = node[int(key)] if isinstance(node, list) else node[key]
    return "\n".join(node) if isinstance(node, list) else str(node)


def steps(node):
    if isinstance(node, dict):
        yield from node.get("steps") or []
        for child in node.values():
            yield from steps(child)


def check(path):
    (document,) = documents(path)
    found = list(steps(document))
    if not found:
        sys.exit("no steps")
    for step in found:
        if "${{" in step.get("run", ""):
            sys.exit("an expression is pasted into a script: " + step["run"])
        uses = step.get("uses", "./")
        if not uses.startswith("./") and not re.search(r"@v\d+$", uses):
            sys.exit("no version: " + uses)
    jobs = document.get("jobs", {})
    for job in jobs.values():
        if job.get("needs", next(iter(jobs))) not in jobs:
            sys.exit("there is no job " + job["needs"])


def script(path, number):
    with open(path, encoding="utf-8") as file:
        # What Groovy makes of a ''' string: a backslash at the end of a line joins it to the next.
        return re.findall(r"'''(.*?)'''", file.read(), re.S)[number].replace("\\\n", "")


action, path, *rest = sys.argv[1:]
if action == "text":
    print(text(path, rest))
elif action == "sh":
    print(script(path, int(rest[0])))
else:
    check(path)
