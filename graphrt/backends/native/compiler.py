"""LLVM IR text to object code. No pass runs: the generators write what they want executed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from graphrt.backends.native.host import host


@cache
def _target_machine() -> Any:
    return _new_target_machine()


def _new_target_machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    llvm.set_option("graphrt", "-disable-lsr")  # a quarter of the time, for the same code
    features = llvm.get_host_cpu_features().flatten()
    if host().isa.vector_bytes == 64:
        features += ",-prefer-256-bit"  # LLVM would halve the vectors of most processors
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=features,
        opt=3,
        reloc="pic",
        codemodel="small",
        jit=True,
    )


def llvm_version() -> str:
    """The release of LLVM inside llvmlite."""
    import llvmlite.binding as llvm

    return ".".join(map(str, llvm.llvm_version_info))


def object_code(text: str) -> bytes:
    """The relocatable object for a module of IR text."""
    import llvmlite.binding as llvm

    machine = _target_machine()
    module = llvm.parse_assembly(text)
    emitted: bytes = machine.emit_object(module)
    return emitted


def assembly(text: str) -> str:
    """The assembly for a module of IR text, to be read."""
    import llvmlite.binding as llvm

    machine = _target_machine()
    emitted: str = machine.emit_assembly(llvm.parse_assembly(text))
    return emitted


def linked(objects: Sequence[bytes]) -> Any:
    """An engine of LLVM that holds the objects in executable memory."""
    import llvmlite.binding as llvm

    machine = _new_target_machine()  # the engine's own, which goes with it
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    for data in objects:
        engine.add_object_file(llvm.ObjectFileRef.from_data(data))
    engine.finalize_object()
    return engine
