"""Write the models of `models/` anew, from the scripts in `models/make/`.

python tools/make_models.py                          # all of them
python tools/make_models.py gates two_layer_net      # some
python tools/make_models.py --to elsewhere gates      # elsewhere

`lstm_language` and `tiny_transformer` are trained, which takes about a minute each.
`digits_mlp` and `digits_cnn` are trained, which takes half a minute and two minutes, and need
scikit-learn.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "gates",
    "sigmoid_neuron",
    "sigmoid_gate",
    "relu_neuron",
    "linear_regression",
    "linear_net",
    "two_layer_net",
    "three_layer_net",
    "vector_norm",
    "class_exercise",
    "digits_mlp",
    "digits_cnn",
    "lstm_language",
    "tiny_transformer",
)


def make(name: str, folder: Path) -> None:
    """Write one model into ``folder``, with its golden arrays and its training data."""
    from golden import write

    module = importlib.import_module(name)
    if hasattr(module, "make"):
        module.make(folder)
        return
    write(module.build(), module.EXAMPLE, folder)
    if hasattr(module, "data"):
        np.savez(folder / f"{name}.data.npz", **module.data())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="MODEL", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--to", type=Path, default=ROOT / "models", metavar="FOLDER")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no model {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    folder = arguments.to.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    # source lines in the files are relative to this folder, wherever the script is started
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "models" / "make")]
    for name in arguments.names or NAMES:
        print(name)
        make(name, folder)


if __name__ == "__main__":
    main()
