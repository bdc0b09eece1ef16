"""graphrt and its peers, side by side; see `tools/bench/README.md` and start with `workload.py`.

Whatever a worker imports from here needs only the standard library and NumPy, so that it runs
under the interpreter of a peer that has no graphrt.
"""
