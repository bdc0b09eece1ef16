"""Passes: graph in, graph out, with the same inputs, outputs and meaning. See `README.md`."""
