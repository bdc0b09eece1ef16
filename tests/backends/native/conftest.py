"""Kernels compiled by these tests are kept for the session, and nowhere near the user's own."""

import os

import pytest

from graphrt.backends.native.folder import cache_folder
from graphrt.backends.native.host import refusal


@pytest.fixture(scope="session", autouse=True)
def kernels_of_this_session(tmp_path_factory):
    """One directory of object files for all tests, and all processes of pytest-xdist."""
    if (reason := refusal()) is not None:
        pytest.skip(reason)
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    before = os.environ.get("GRAPHRT_CACHE")
    os.environ["GRAPHRT_CACHE"] = str(base / "graphrt-kernels")
    cache_folder.cache_clear()
    yield
    if before is None:
        del os.environ["GRAPHRT_CACHE"]
    else:
        os.environ["GRAPHRT_CACHE"] = before
    cache_folder.cache_clear()
