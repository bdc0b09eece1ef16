"""The loop over a table of calls, and the threads that share a call."""

import threading

import numpy as np
import pytest

from graphrt.backends.native import context
from graphrt.backends.native.irtext import I64
from graphrt.backends.native.kernel import FAULT, Call, Kernel, KernelFunction, Workspace
from graphrt.backends.native.pool import MAX_WORKERS, OWNED
from graphrt.backends.native.runtime import aligned_slots, pool
from graphrt.backends.native.table import WORKSPACE_BASE, Table


def counting_text(name):
    """Adds 1 to the words of its units, as often as its number says."""
    f = KernelFunction(name)
    words, turns = f.pointer(0), f.slot(1)
    with f.loop(f.last, f.first) as unit:
        place = f.at(words, unit.index, I64)
        with f.loop(turns):
            f.store(f.add(f.load(place, I64), 1), place)
    return f.text()


def complaining_text(name):
    """Sets the fault word where a word of its units is negative; adds 1 to the others."""
    f = KernelFunction(name)
    words, fault = f.pointer(0), f.pointer(1)
    with f.loop(f.last, f.first) as unit:
        place = f.at(words, unit.index, I64)
        value = f.load(place, I64)
        with f.when(f.compare("slt", value, 0)):
            f.store(f.const(1, I64), fault)
        with f.when(f.compare("sge", value, 0)):
            f.store(f.add(value, 1), place)
    return f.text()


COUNTING = Kernel(("test_counting",), counting_text)
COMPLAINING = Kernel(("test_complaining",), complaining_text)


def counting(units, grain, turns=1, offset=0):
    return Call(COUNTING, (Workspace(8 * offset, 8 * units),), (turns,), units, grain)


def placed(table, words):
    table.place({base: words.ctypes.data for base in table.bases if base == WORKSPACE_BASE})
    return table


def no_fault(row):
    raise AssertionError(f"a fault at row {row}")


@pytest.fixture
def workers():
    """Three workers, whatever this machine has; as many as it should have afterwards."""
    pool().stop()
    pool().start(4)
    yield pool()
    pool().stop()


def test_a_fault_stops_the_program_before_the_next_step():
    words = np.arange(4)
    table = Table()
    first = table.add([Call(COMPLAINING, (Workspace(0, 32), FAULT), (), 4, 4)])
    second = table.add([counting(4, 4)])
    section = placed(table, words).section(first._replace(last=second.last))
    section.run(no_fault)
    assert words.tolist() == [2, 3, 4, 5]
    words[1] = -7
    rows = []

    def repair(row):
        rows.append((row, words.tolist()))
        words[:] = 10

    section.run(repair)
    assert rows == [(first.last, [3, -7, 5, 6])]
    assert words.tolist() == [11, 11, 11, 11]
    words[0] = -1
    with pytest.raises(IndexError):
        section.run(lambda row: [][row])
    assert words.tolist() == [-1, 12, 12, 12]
    words[0] = 0
    section.run(no_fault)  # the word is clear again, and the program begins at its first row
    assert words.tolist() == [2, 14, 14, 14]


def test_every_unit_runs_once_whoever_takes_it(workers):
    """Thousands of rounds of any size, from two callers at once, with workers that spin, sleep,
    and are woken."""
    failures = []

    def caller(seed):
        rng = np.random.default_rng(seed)
        words = np.zeros(3000, np.int64)
        table = Table()
        sizes = [
            (int(units), int(rng.integers(1, units + 1)))
            for units in rng.integers(2, len(words), size=12)
        ]
        rows = [table.add([counting(units, grain)]) for units, grain in sizes]
        placed(table, words)
        sections = [table.section(each) for each in rows]
        want = np.zeros_like(words)
        for turn in range(1500):
            number = int(rng.integers(len(sections)))
            sections[number].run(no_fault)
            want[: sizes[number][0]] += 1
            if not np.array_equal(words, want):
                failures.append((seed, turn))
                return
            if turn % 100 == 0:
                threading.Event().wait(0.002)  # long enough for the workers to fall asleep

    callers = [threading.Thread(target=caller, args=(seed,)) for seed in (1, 2)]
    for each in callers:
        each.start()
    for each in callers:
        each.join()
    assert not failures
    assert workers.workers == 3


def test_a_pool_in_use_leaves_other_callers_to_themselves(workers):
    words = np.zeros(100, np.int64)
    table = Table()
    rows = table.add([counting(100, 1)])
    section = placed(table, words).section(rows)
    workers.slots[OWNED] = 1
    try:
        section.run(no_fault)
    finally:
        workers.slots[OWNED] = 0
    assert words.tolist() == [1] * 100


def test_threads_start_when_there_is_work_for_them_and_end_on_request(workers):
    workers.stop()
    words = np.zeros(64, np.int64)
    table = Table()
    small, large = table.add([counting(64, 64)]), table.add([counting(64, 8)])
    placed(table, words)
    table.section(small).run(no_fault)
    assert workers.workers == -1
    table.section(large).run(no_fault)
    assert workers.workers >= 0
    assert words.tolist() == [2] * 64
    before = threading.active_count()
    workers.stop()
    workers.start(MAX_WORKERS + 9)
    assert workers.workers == MAX_WORKERS
    workers.stop()
    assert threading.active_count() <= before


def test_long_work_returns_to_python_and_goes_on_where_it_was(workers, monkeypatch):
    """Slices of no time at all: each range of units is a call of its own, on any number of
    threads, and after a commit there are no slices."""
    monkeypatch.setattr(context, "SLICE_NANOSECONDS", 0)
    for threads in (1, 4):
        workers.stop()
        workers.start(threads)
        words = np.zeros(1000, np.int64)
        table = Table()
        first = table.add([counting(1000, 10)])
        commit = table.commit()
        last = table.add([counting(1000, 10)])
        placed(table, words)
        whole = table.section(first._replace(last=last.last))
        pauses = 0
        code = whole.walk()
        while code:
            assert code == context.PAUSED
            assert words.max() == 1
            pauses += 1
            code = whole._go_on()
        assert pauses == 50 or threads > 1  # workers may have taken everything
        assert words.tolist() == [2] * 1000
        assert table.section(commit._replace(last=last.last)).walk() == context.DONE
        assert words.tolist() == [3] * 1000


def test_what_walks_a_section_keeps_the_sections_memory():
    """Two sections, of which nobody keeps more than the calls."""
    table = Table()
    rows = [table.add([counting(1, 1, offset=k)]) for k in range(8)]
    words = np.zeros(8, np.int64)
    placed(table, words)
    walks = [table.section(each).walk for each in rows]
    _ = [aligned_slots(context.SLOTS) for _ in range(100)]  # which would lie where they lay
    for walk in walks:
        assert walk() == context.DONE
    assert words.tolist() == [1] * 8
