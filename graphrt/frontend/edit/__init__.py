"""Small surgery on a model: rename, reshape, extract. Each gives a new model; the old one stays.

>>> import graphrt as gr
>>> model = gr.example("gates")
>>> sorted(gr.edit.rename(model, {"input:x": "a"}).signature().inputs)
['a', 'y', 'z']
"""

from graphrt.frontend.edit.extracting import extract
from graphrt.frontend.edit.renaming import rename
from graphrt.frontend.edit.reshaping import reshape

__all__ = ["extract", "rename", "reshape"]
