"""The suite runs on NumPy, which defines what a graph means, unless the caller says otherwise;
`tests/backends` compares the others with it."""

import os

os.environ.setdefault("GRAPHRT_BACKEND", "numpy")
