"""ONNX Runtime: forward graphs, and training steps with the gradient derived by hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from peerbench.optimizers import slots
from peerbench.systems.onnx_ import onnx_model
from peerbench.workload import Array, Workload

value_of = onnxruntime.OrtValue.ortvalue_from_numpy


class OnnxRuntimeStep:
    def __init__(self, workload: Workload, model: bytes, outputs: dict[str, str]) -> None:
        self.workload, self.outputs = workload, list(outputs.values())
        self.updated = list(outputs)[1:]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["OMP_NUM_THREADS"])
        self.session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        params, batches = workload.data()
        self.names = list(params)
        state: dict[str, Array] = {}
        if workload.optimizer is not None:
            state = {**params, **slots(workload.optimizer, params)}
        self.borrowed = state  # an OrtValue neither copies its array nor keeps it alive
        self.state = {name: value_of(value) for name, value in state.items()}
        self.batches: list[Any] = batches
        if workload.resident:
            self.batches = [{k: value_of(v) for k, v in batch.items()} for batch in batches]

    def __call__(self, batch: int) -> Any:
        feeds = self.batches[batch]
        if self.workload.resident:
            return self.session.run_with_ort_values(self.outputs, feeds)[0]
        if not self.state:
            return self.session.run(self.outputs, feeds)[0]
        held = {name: value_of(array) for name, array in feeds.items()}
        loss, *new = self.session.run_with_ort_values(self.outputs, {**held, **self.state})
        self.state = dict(zip(self.updated, new, strict=True))
        return float(loss.numpy())

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(result if isinstance(result, (np.ndarray, float)) else result.numpy())]

    def variables(self) -> dict[str, Array]:
        return {name: self.state[name].numpy() for name in self.names}


class OnnxRuntime:
    def version(self) -> str:
        return str(onnxruntime.__version__)

    def build(self, workload: Workload) -> tuple[Workload, bytes, dict[str, str]]:
        return (workload, *onnx_model(workload))

    def save(self, workload: Workload, directory: str) -> None:
        Path(directory, "net.onnx").write_bytes(onnx_model(workload)[0])

    def compile(self, built: tuple[Workload, bytes, dict[str, str]]) -> OnnxRuntimeStep:
        return OnnxRuntimeStep(*built)
