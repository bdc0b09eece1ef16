"""The text of kernels is what it was; `python tools/bless.py native` says that it may change."""

import pytest
from backends.native.snapshot_plans import FOLDER, SNAPSHOTS, path_of, text_of


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_kernels_of_a_plan(name):
    assert text_of(name) == path_of(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_another_batch_size_needs_no_other_kernels(name):
    assert text_of(name, batch=200) == text_of(name, batch=300)


def test_there_is_a_plan_for_every_file():
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(SNAPSHOTS)
