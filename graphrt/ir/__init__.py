"""The intermediate representation: ops, values, nodes, graphs and models.

`README.md` beside this file says what to read first.
"""
