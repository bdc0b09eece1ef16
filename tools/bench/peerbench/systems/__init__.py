"""The systems by name, each loaded only in its own worker."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from peerbench.workload import Array, Workload


class Step(Protocol):
    """A workload made ready by a system."""

    def __call__(self, batch: int) -> Any:
        """The computation of one batch, done when this returns: for training the loss as a Python
        float, else what the system itself calls a result."""

    def arrays(self, result: Any) -> list[Array]:
        """A result as NumPy arrays: the output, or the loss and the gradients."""

    def variables(self) -> dict[str, Array]:
        """The parameters as they are now."""


class System(Protocol):
    """How a system does any workload; making one imports the system."""

    def version(self) -> str: ...

    def build(self, workload: Workload) -> Any:
        """What a user of the system has before anything is compiled: a graph, a function."""

    def compile(self, built: Any) -> Step:
        """Ready to run, apart from what happens in the first call."""


class Home(NamedTuple):
    """The package that must be installed; the module here and what makes the system in it."""

    package: str
    module: str
    maker: str


SYSTEMS: dict[str, Home] = {
    "graphrt": Home("graphrt", "graphrt_", "native"),
    "graphrt-bound": Home("graphrt", "graphrt_", "bound"),
    "graphrt-numpy": Home("graphrt", "graphrt_", "on_numpy"),
    "graphrt-cold-cache": Home("graphrt", "graphrt_", "native"),
    "numpy": Home("numpy", "numpy_", "NumpyByHand"),
    "torch": Home("torch", "torch_", "eager"),
    "torch-compile": Home("torch", "torch_", "compiled"),
    "jax": Home("jax", "jax_", "Jax"),
    "ort": Home("onnxruntime", "onnxruntime_", "OnnxRuntime"),
    "openvino": Home("openvino", "openvino_", "OpenVino"),
    "tf-xla": Home("tensorflow", "tensorflow_", "TensorflowXla"),
    "pytensor": Home("pytensor", "pytensor_", "PyTensor"),
}


def load(name: str) -> System:
    """The system called ``name``; raises `ImportError` where it is not installed."""
    home = SYSTEMS[name]
    maker: Callable[[], System] = getattr(
        importlib.import_module(f"peerbench.systems.{home.module}"), home.maker
    )
    return maker()
