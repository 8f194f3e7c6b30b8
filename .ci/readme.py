"""Print the command that the README gives under a marker: `python .ci/readme.py run`."""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
found = re.search(rf"<!-- command: {re.escape(sys.argv[1])} -->\n```sh\n(.*?)```", readme, re.DOTALL)
if not found:
    sys.exit(f"the README has no command marked {sys.argv[1]!r}")
print(found[1].strip())
