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
    """The package that must be installed, the interpreter option's name, module and class."""

    package: str
    module: str
    maker: str
    interpreter: str


SYSTEMS: dict[str, Home] = {
    "graphrt": Home("graphrt", "graphrt_", "native", "graphrt"),
    "graphrt-numpy": Home("graphrt", "graphrt_", "on_numpy", "graphrt"),
    "graphrt-cold-cache": Home("graphrt", "graphrt_", "native", "graphrt"),
    "numpy": Home("numpy", "numpy_", "NumpyByHand", "numpy"),
    "torch": Home("torch", "torch_", "eager", "torch"),
    "torch-compile": Home("torch", "torch_", "compiled", "torch"),
    "jax": Home("jax", "jax_", "Jax", "jax"),
    "ort": Home("onnxruntime", "onnxruntime_", "OnnxRuntime", "ort"),
    "openvino": Home("openvino", "openvino_", "OpenVino", "openvino"),
    "tf-xla": Home("tensorflow", "tensorflow_", "TensorflowXla", "tf"),
    "pytensor": Home("pytensor", "pytensor_", "PyTensor", "pytensor"),
}


def load(name: str) -> System:
    """The system called ``name``; raises `ImportError` where it is not installed."""
    home = SYSTEMS[name]
    maker: Callable[[], System] = getattr(
        importlib.import_module(f"peerbench.systems.{home.module}"), home.maker
    )
    return maker()
