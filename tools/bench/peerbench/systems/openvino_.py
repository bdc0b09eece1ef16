"""OpenVINO: forward graphs, read from ONNX, in float32 with latency in mind."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import openvino

from peerbench.systems.onnx_ import onnx_model
from peerbench.workload import Array, Workload


class OpenVinoStep:
    def __init__(self, workload: Workload, model: bytes) -> None:
        core = openvino.Core()
        settings = {
            "INFERENCE_NUM_THREADS": int(os.environ["OMP_NUM_THREADS"]),
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        compiled = core.compile_model(core.read_model(model), "CPU", settings)
        self.request = compiled.create_infer_request()
        _, self.batches = workload.data()

    def __call__(self, batch: int) -> Any:
        return self.request.infer(self.batches[batch], share_inputs=True, share_outputs=True)[0]

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(result)]

    def variables(self) -> dict[str, Array]:
        return {}


class OpenVino:
    def version(self) -> str:
        return str(openvino.__version__)

    def build(self, workload: Workload) -> tuple[Workload, bytes]:
        if workload.kind != "forward":
            raise NotImplementedError("OpenVINO has no training")
        return workload, onnx_model(workload)[0]

    def compile(self, built: tuple[Workload, bytes]) -> OpenVinoStep:
        return OpenVinoStep(*built)
