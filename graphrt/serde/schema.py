"""The fields of the messages, by number; written by ``tools/gen_proto.py``, do not edit."""

from __future__ import annotations

# message -> number -> name of the field, its type, whether there may be several, its oneof
MESSAGES: dict[str, dict[int, tuple[str, str, bool, str]]] = {
    "Model": {
        1: ("format", "string", False, ""),
        2: ("format_version", "uint32", False, ""),
        3: ("min_reader", "uint32", False, ""),
        4: ("producer", "string", False, ""),
        5: ("ops", "OpUse", True, ""),
        6: ("symbols", "Symbol", True, ""),
        7: ("variables", "Variable", True, ""),
        8: ("functions", "Function", True, ""),
        9: ("signatures", "Signature", True, ""),
        10: ("origins", "Origin", True, ""),
        11: ("train", "TrainSpec", False, ""),
        12: ("sidecar", "Sidecar", False, ""),
        13: ("meta", "Meta", True, ""),
        14: ("history", "Rewrite", True, ""),
        15: ("debug", "Debug", False, ""),
        16: ("name", "string", False, ""),
        17: ("types", "Type", True, ""),
        18: ("tensors", "Tensor", True, ""),
        19: ("size", "fixed64", False, ""),
        20: ("crc32", "fixed32", False, ""),
    },
    "OpUse": {
        1: ("op", "string", False, ""),
        2: ("version", "uint32", False, ""),
    },
    "Symbol": {
        1: ("name", "string", False, ""),
        2: ("rule", "enum", False, ""),
        3: ("args", "Dim", True, ""),
    },
    "Dim": {
        1: ("fixed", "uint64", False, "kind"),
        2: ("symbol", "uint32", False, "kind"),
        3: ("expr", "DimExpr", False, "kind"),
    },
    "DimExpr": {
        1: ("constant", "sint64", False, ""),
        2: ("terms", "DimTerm", True, ""),
    },
    "DimTerm": {
        1: ("factor", "sint64", False, ""),
        2: ("symbol", "uint32", False, ""),
    },
    "Type": {
        1: ("dtype", "enum", False, ""),
        2: ("unknown_rank", "bool", False, ""),
        3: ("dims", "Dim", True, ""),
        4: ("wrappers", "Wrapper", True, ""),
    },
    "Wrapper": {
        1: ("kind", "enum", False, ""),
        2: ("key", "enum", False, ""),
    },
    "Tensor": {
        1: ("type", "uint32", False, ""),
        2: ("raw", "bytes", False, "where"),
        3: ("entry", "string", False, "where"),
    },
    "Sidecar": {
        1: ("size", "uint64", False, ""),
        2: ("sha256", "bytes", False, ""),
    },
    "Function": {
        2: ("nodes", "Node", True, ""),
        3: ("outputs", "uint32", True, ""),
    },
    "Node": {
        1: ("op", "uint32", False, ""),
        2: ("inputs", "uint32", True, ""),
        3: ("attrs", "Attr", True, ""),
        4: ("outputs", "uint32", True, ""),
        5: ("role", "enum", False, ""),
        6: ("grad_of", "uint32", False, ""),
        7: ("origins", "uint32", True, ""),
    },
    "Attr": {
        1: ("name", "string", False, ""),
        2: ("i", "sint64", False, "value"),
        3: ("f", "double", False, "value"),
        4: ("s", "string", False, "value"),
        5: ("b", "bool", False, "value"),
        6: ("ints", "Ints", False, "value"),
        7: ("floats", "Floats", False, "value"),
        8: ("dtype", "enum", False, "value"),
        9: ("tensor", "uint32", False, "value"),
        10: ("function", "uint32", False, "value"),
        11: ("type", "uint32", False, "value"),
        12: ("none", "bool", False, "value"),
    },
    "Ints": {
        1: ("values", "sint64", True, ""),
    },
    "Floats": {
        1: ("values", "double", True, ""),
    },
    "Origin": {
        1: ("label", "string", False, ""),
        2: ("op", "string", False, ""),
    },
    "Variable": {
        1: ("name", "string", False, ""),
        2: ("value", "uint32", False, ""),
        3: ("kind", "enum", False, ""),
        4: ("slot_of", "uint32", False, ""),
        5: ("trainable", "bool", False, ""),
    },
    "Signature": {
        1: ("name", "string", False, ""),
        2: ("function", "uint32", False, ""),
        3: ("inputs", "Binding", True, ""),
        4: ("outputs", "Binding", True, ""),
        5: ("updates", "Update", True, ""),
        6: ("examples", "Example", True, ""),
        7: ("labels", "Labels", True, ""),
    },
    "Binding": {
        1: ("name", "string", False, ""),
        2: ("value", "uint32", False, ""),
    },
    "Update": {
        1: ("variable", "uint32", False, ""),
        2: ("value", "uint32", False, ""),
    },
    "Example": {
        1: ("inputs", "NamedTensor", True, ""),
        2: ("outputs", "NamedTensor", True, ""),
    },
    "NamedTensor": {
        1: ("name", "string", False, ""),
        2: ("tensor", "uint32", False, ""),
    },
    "Labels": {
        1: ("output", "string", False, ""),
        2: ("labels", "string", True, ""),
    },
    "TrainSpec": {
        1: ("signature", "string", False, ""),
        2: ("loss", "string", False, ""),
        3: ("optimizer", "string", False, ""),
        4: ("hyper", "string", True, ""),
        5: ("parameters", "string", True, ""),
    },
    "Meta": {
        1: ("key", "string", False, ""),
        2: ("value", "string", False, ""),
    },
    "Rewrite": {
        1: ("name", "string", False, ""),
        2: ("options", "string", False, ""),
        3: ("nodes_before", "uint64", False, ""),
        4: ("nodes_after", "uint64", False, ""),
        5: ("details", "string", True, ""),
    },
    "Debug": {
        1: ("files", "string", True, ""),
        2: ("functions", "FunctionDebug", True, ""),
    },
    "FunctionDebug": {
        1: ("name", "string", False, ""),
        2: ("names", "string", True, ""),
        3: ("files", "uint32", True, ""),
        4: ("lines", "uint32", True, ""),
    },
}
