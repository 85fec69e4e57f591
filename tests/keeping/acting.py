"""What happens in an installation under test, in a process of its own: `python -m tests.keeping.acting`.

- A line of JSON from standard input names what is done, one after the other; each answer is a line of JSON.
- Times are given, so that weeks pass at once.
"""

import importlib
import json
import sys

import django


def main() -> None:
    django.setup()
    acts = importlib.import_module("tests.keeping.acts")
    for line in sys.stdin:
        told = json.loads(line)
        done = getattr(acts, told.pop("act"))(**told)
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
