"""LLVM IR text to object code. No pass runs: the generators write what they want executed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Protocol

from graphrt.backends import threads
from graphrt.backends.native import llvm
from graphrt.backends.native.host import host

_LEVEL = 3
_OPTIONS = ("-disable-lsr",)  # a quarter of the time, for the same code


def _features() -> tuple[str, ...]:
    # LLVM would halve the vectors of most processors
    return ("-prefer-256-bit",) if host().isa.vector_bytes == 64 else ()


class _Emitter(Protocol):
    def emit(self, text: str, is_object: bool) -> bytes: ...


class _Binding:
    """The same through llvmlite's own modules, for releases that `llvm` does not know."""

    def emit(self, text: str, is_object: bool) -> bytes:
        from llvmlite import binding

        machine, module = _target_machine(), binding.parse_assembly(text)
        found: bytes | str = (machine.emit_object if is_object else machine.emit_assembly)(module)
        return found.encode() if isinstance(found, str) else found


def _target_machine() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    for option in _OPTIONS:
        binding.set_option("graphrt", option)
    features = [binding.get_host_cpu_features().flatten(), *_features()]
    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=",".join(filter(None, features)),
        opt=_LEVEL,
        reloc="pic",
        codemodel="small",
        jit=True,
    )


_idle: list[_Emitter] = []  # one thread at a time uses each


def _emitted(text: str, is_object: bool) -> bytes:
    try:
        emitter = _idle.pop()
    except IndexError:
        emitter = llvm.Compiler(_OPTIONS, _features(), _LEVEL) if llvm.is_known() else _Binding()
    try:
        return emitter.emit(text, is_object)
    finally:
        _idle.append(emitter)


def object_code(text: str) -> bytes:
    """The relocatable object for a module of IR text."""
    return _emitted(text, True)


def assembly(text: str) -> str:
    """The assembly for a module of IR text, to be read."""
    return _emitted(text, False).decode()


def object_codes(texts: Iterable[str]) -> list[bytes]:
    """`object_code` of each, on as many threads as there may be: while this one still writes
    texts, others compile."""
    jobs: SimpleQueue[tuple[int, str]] = SimpleQueue()
    done: dict[int, bytes] = {}
    failed: list[BaseException] = []
    helpers: list[Thread] = []
    most = threads.chosen().count - 1 if llvm.is_known() else 0

    def work(is_waiting: bool) -> None:
        try:
            while not failed:
                number, text = jobs.get(is_waiting)
                if number < 0:
                    return
                done[number] = object_code(text)
        except Empty:
            return
        except BaseException as error:
            failed.append(error)

    count = 0
    try:
        for count, text in enumerate(texts, 1):
            jobs.put((count - 1, text))
            if len(helpers) < min(most, count - 1):  # the first is this thread's own
                helpers.append(Thread(target=work, args=(True,), daemon=True))
                helpers[-1].start()
        work(False)
    except BaseException as error:
        failed.append(error)
    finally:
        for _ in helpers:
            jobs.put((-1, ""))
        for each in helpers:
            each.join()
    if failed:
        raise failed[0]
    return [done[number] for number in range(count)]


def llvm_version() -> str:
    """The release of LLVM inside llvmlite."""
    from llvmlite import binding

    return ".".join(map(str, binding.llvm_version_info))


def linked(objects: Sequence[bytes]) -> Any:
    """An engine of LLVM that holds the objects in executable memory."""
    from llvmlite import binding

    machine = _target_machine()  # the engine's own, which goes with it
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    for data in objects:
        engine.add_object_file(binding.ObjectFileRef.from_data(data))
    engine.finalize_object()
    return engine
