# Written by tools/gen_proto.py, do not edit.
# ruff: noqa
# mypy: disable-error-code=type-arg

from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DTYPE_UNSPECIFIED: _ClassVar[DType]
    DTYPE_BOOL: _ClassVar[DType]
    DTYPE_INT8: _ClassVar[DType]
    DTYPE_INT16: _ClassVar[DType]
    DTYPE_INT32: _ClassVar[DType]
    DTYPE_INT64: _ClassVar[DType]
    DTYPE_UINT8: _ClassVar[DType]
    DTYPE_UINT16: _ClassVar[DType]
    DTYPE_UINT32: _ClassVar[DType]
    DTYPE_UINT64: _ClassVar[DType]
    DTYPE_FLOAT16: _ClassVar[DType]
    DTYPE_BFLOAT16: _ClassVar[DType]
    DTYPE_FLOAT32: _ClassVar[DType]
    DTYPE_FLOAT64: _ClassVar[DType]
    DTYPE_COMPLEX64: _ClassVar[DType]
    DTYPE_COMPLEX128: _ClassVar[DType]
    DTYPE_STRING: _ClassVar[DType]
    DTYPE_INT4: _ClassVar[DType]
    DTYPE_UINT4: _ClassVar[DType]
    DTYPE_INT2: _ClassVar[DType]
    DTYPE_UINT2: _ClassVar[DType]
    DTYPE_FLOAT8_E4M3FN: _ClassVar[DType]
    DTYPE_FLOAT8_E4M3FNUZ: _ClassVar[DType]
    DTYPE_FLOAT8_E5M2: _ClassVar[DType]
    DTYPE_FLOAT8_E5M2FNUZ: _ClassVar[DType]
    DTYPE_FLOAT8_E8M0FNU: _ClassVar[DType]
    DTYPE_FLOAT4_E2M1FN: _ClassVar[DType]

class SymbolRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SYMBOL_RULE_UNSPECIFIED: _ClassVar[SymbolRule]
    SYMBOL_RULE_NAMED: _ClassVar[SymbolRule]
    SYMBOL_RULE_MUL: _ClassVar[SymbolRule]
    SYMBOL_RULE_FLOORDIV: _ClassVar[SymbolRule]
    SYMBOL_RULE_MOD: _ClassVar[SymbolRule]
    SYMBOL_RULE_MAX: _ClassVar[SymbolRule]
    SYMBOL_RULE_MIN: _ClassVar[SymbolRule]

class WrapperKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WRAPPER_KIND_UNSPECIFIED: _ClassVar[WrapperKind]
    WRAPPER_KIND_OPTIONAL: _ClassVar[WrapperKind]
    WRAPPER_KIND_SEQUENCE: _ClassVar[WrapperKind]
    WRAPPER_KIND_MAP: _ClassVar[WrapperKind]

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_FORWARD: _ClassVar[Role]
    ROLE_GRADIENT: _ClassVar[Role]
    ROLE_UPDATE: _ClassVar[Role]

class VariableKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VARIABLE_KIND_UNSPECIFIED: _ClassVar[VariableKind]
    VARIABLE_KIND_PARAMETER: _ClassVar[VariableKind]
    VARIABLE_KIND_SLOT: _ClassVar[VariableKind]
    VARIABLE_KIND_COUNTER: _ClassVar[VariableKind]
    VARIABLE_KIND_RNG: _ClassVar[VariableKind]
    VARIABLE_KIND_HYPER: _ClassVar[VariableKind]
    VARIABLE_KIND_STATISTIC: _ClassVar[VariableKind]

DTYPE_UNSPECIFIED: DType
DTYPE_BOOL: DType
DTYPE_INT8: DType
DTYPE_INT16: DType
DTYPE_INT32: DType
DTYPE_INT64: DType
DTYPE_UINT8: DType
DTYPE_UINT16: DType
DTYPE_UINT32: DType
DTYPE_UINT64: DType
DTYPE_FLOAT16: DType
DTYPE_BFLOAT16: DType
DTYPE_FLOAT32: DType
DTYPE_FLOAT64: DType
DTYPE_COMPLEX64: DType
DTYPE_COMPLEX128: DType
DTYPE_STRING: DType
DTYPE_INT4: DType
DTYPE_UINT4: DType
DTYPE_INT2: DType
DTYPE_UINT2: DType
DTYPE_FLOAT8_E4M3FN: DType
DTYPE_FLOAT8_E4M3FNUZ: DType
DTYPE_FLOAT8_E5M2: DType
DTYPE_FLOAT8_E5M2FNUZ: DType
DTYPE_FLOAT8_E8M0FNU: DType
DTYPE_FLOAT4_E2M1FN: DType
SYMBOL_RULE_UNSPECIFIED: SymbolRule
SYMBOL_RULE_NAMED: SymbolRule
SYMBOL_RULE_MUL: SymbolRule
SYMBOL_RULE_FLOORDIV: SymbolRule
SYMBOL_RULE_MOD: SymbolRule
SYMBOL_RULE_MAX: SymbolRule
SYMBOL_RULE_MIN: SymbolRule
WRAPPER_KIND_UNSPECIFIED: WrapperKind
WRAPPER_KIND_OPTIONAL: WrapperKind
WRAPPER_KIND_SEQUENCE: WrapperKind
WRAPPER_KIND_MAP: WrapperKind
ROLE_UNSPECIFIED: Role
ROLE_FORWARD: Role
ROLE_GRADIENT: Role
ROLE_UPDATE: Role
VARIABLE_KIND_UNSPECIFIED: VariableKind
VARIABLE_KIND_PARAMETER: VariableKind
VARIABLE_KIND_SLOT: VariableKind
VARIABLE_KIND_COUNTER: VariableKind
VARIABLE_KIND_RNG: VariableKind
VARIABLE_KIND_HYPER: VariableKind
VARIABLE_KIND_STATISTIC: VariableKind

class Model(_message.Message):
    __slots__ = (
        "format",
        "format_version",
        "min_reader",
        "producer",
        "ops",
        "symbols",
        "variables",
        "functions",
        "signatures",
        "origins",
        "train",
        "sidecar",
        "meta",
        "history",
        "debug",
        "name",
        "types",
        "tensors",
        "size",
        "crc32",
    )
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_VERSION_FIELD_NUMBER: _ClassVar[int]
    MIN_READER_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    OPS_FIELD_NUMBER: _ClassVar[int]
    SYMBOLS_FIELD_NUMBER: _ClassVar[int]
    VARIABLES_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    SIGNATURES_FIELD_NUMBER: _ClassVar[int]
    ORIGINS_FIELD_NUMBER: _ClassVar[int]
    TRAIN_FIELD_NUMBER: _ClassVar[int]
    SIDECAR_FIELD_NUMBER: _ClassVar[int]
    META_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    DEBUG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPES_FIELD_NUMBER: _ClassVar[int]
    TENSORS_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CRC32_FIELD_NUMBER: _ClassVar[int]
    format: str
    format_version: int
    min_reader: int
    producer: str
    ops: _containers.RepeatedCompositeFieldContainer[OpUse]
    symbols: _containers.RepeatedCompositeFieldContainer[Symbol]
    variables: _containers.RepeatedCompositeFieldContainer[Variable]
    functions: _containers.RepeatedCompositeFieldContainer[Function]
    signatures: _containers.RepeatedCompositeFieldContainer[Signature]
    origins: _containers.RepeatedCompositeFieldContainer[Origin]
    train: TrainSpec
    sidecar: Sidecar
    meta: _containers.RepeatedCompositeFieldContainer[Meta]
    history: _containers.RepeatedCompositeFieldContainer[Rewrite]
    debug: Debug
    name: str
    types: _containers.RepeatedCompositeFieldContainer[Type]
    tensors: _containers.RepeatedCompositeFieldContainer[Tensor]
    size: int
    crc32: int
    def __init__(
        self,
        format: _Optional[str] = ...,
        format_version: _Optional[int] = ...,
        min_reader: _Optional[int] = ...,
        producer: _Optional[str] = ...,
        ops: _Optional[_Iterable[_Union[OpUse, _Mapping]]] = ...,
        symbols: _Optional[_Iterable[_Union[Symbol, _Mapping]]] = ...,
        variables: _Optional[_Iterable[_Union[Variable, _Mapping]]] = ...,
        functions: _Optional[_Iterable[_Union[Function, _Mapping]]] = ...,
        signatures: _Optional[_Iterable[_Union[Signature, _Mapping]]] = ...,
        origins: _Optional[_Iterable[_Union[Origin, _Mapping]]] = ...,
        train: _Optional[_Union[TrainSpec, _Mapping]] = ...,
        sidecar: _Optional[_Union[Sidecar, _Mapping]] = ...,
        meta: _Optional[_Iterable[_Union[Meta, _Mapping]]] = ...,
        history: _Optional[_Iterable[_Union[Rewrite, _Mapping]]] = ...,
        debug: _Optional[_Union[Debug, _Mapping]] = ...,
        name: _Optional[str] = ...,
        types: _Optional[_Iterable[_Union[Type, _Mapping]]] = ...,
        tensors: _Optional[_Iterable[_Union[Tensor, _Mapping]]] = ...,
        size: _Optional[int] = ...,
        crc32: _Optional[int] = ...,
    ) -> None: ...

class OpUse(_message.Message):
    __slots__ = ("op", "version")
    OP_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    op: str
    version: int
    def __init__(self, op: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class Symbol(_message.Message):
    __slots__ = ("name", "rule", "args")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    ARGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    rule: SymbolRule
    args: _containers.RepeatedCompositeFieldContainer[Dim]
    def __init__(
        self,
        name: _Optional[str] = ...,
        rule: _Optional[_Union[SymbolRule, str]] = ...,
        args: _Optional[_Iterable[_Union[Dim, _Mapping]]] = ...,
    ) -> None: ...

class Dim(_message.Message):
    __slots__ = ("fixed", "symbol", "expr")
    FIXED_FIELD_NUMBER: _ClassVar[int]
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    EXPR_FIELD_NUMBER: _ClassVar[int]
    fixed: int
    symbol: int
    expr: DimExpr
    def __init__(
        self,
        fixed: _Optional[int] = ...,
        symbol: _Optional[int] = ...,
        expr: _Optional[_Union[DimExpr, _Mapping]] = ...,
    ) -> None: ...

class DimExpr(_message.Message):
    __slots__ = ("constant", "terms")
    CONSTANT_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    constant: int
    terms: _containers.RepeatedCompositeFieldContainer[DimTerm]
    def __init__(
        self,
        constant: _Optional[int] = ...,
        terms: _Optional[_Iterable[_Union[DimTerm, _Mapping]]] = ...,
    ) -> None: ...

class DimTerm(_message.Message):
    __slots__ = ("factor", "symbol")
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    factor: int
    symbol: int
    def __init__(self, factor: _Optional[int] = ..., symbol: _Optional[int] = ...) -> None: ...

class Type(_message.Message):
    __slots__ = ("dtype", "unknown_rank", "dims", "wrappers")
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_RANK_FIELD_NUMBER: _ClassVar[int]
    DIMS_FIELD_NUMBER: _ClassVar[int]
    WRAPPERS_FIELD_NUMBER: _ClassVar[int]
    dtype: DType
    unknown_rank: bool
    dims: _containers.RepeatedCompositeFieldContainer[Dim]
    wrappers: _containers.RepeatedCompositeFieldContainer[Wrapper]
    def __init__(
        self,
        dtype: _Optional[_Union[DType, str]] = ...,
        unknown_rank: _Optional[bool] = ...,
        dims: _Optional[_Iterable[_Union[Dim, _Mapping]]] = ...,
        wrappers: _Optional[_Iterable[_Union[Wrapper, _Mapping]]] = ...,
    ) -> None: ...

class Wrapper(_message.Message):
    __slots__ = ("kind", "key")
    KIND_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    kind: WrapperKind
    key: DType
    def __init__(
        self,
        kind: _Optional[_Union[WrapperKind, str]] = ...,
        key: _Optional[_Union[DType, str]] = ...,
    ) -> None: ...

class Tensor(_message.Message):
    __slots__ = ("type", "raw", "entry")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    type: int
    raw: bytes
    entry: str
    def __init__(
        self, type: _Optional[int] = ..., raw: _Optional[bytes] = ..., entry: _Optional[str] = ...
    ) -> None: ...

class Sidecar(_message.Message):
    __slots__ = ("size", "sha256")
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    size: int
    sha256: bytes
    def __init__(self, size: _Optional[int] = ..., sha256: _Optional[bytes] = ...) -> None: ...

class Function(_message.Message):
    __slots__ = ("nodes", "outputs")
    NODES_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    nodes: _containers.RepeatedCompositeFieldContainer[Node]
    outputs: _containers.RepeatedScalarFieldContainer[int]
    def __init__(
        self,
        nodes: _Optional[_Iterable[_Union[Node, _Mapping]]] = ...,
        outputs: _Optional[_Iterable[int]] = ...,
    ) -> None: ...

class Node(_message.Message):
    __slots__ = ("op", "inputs", "attrs", "outputs", "role", "grad_of", "origins")
    OP_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    ATTRS_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    GRAD_OF_FIELD_NUMBER: _ClassVar[int]
    ORIGINS_FIELD_NUMBER: _ClassVar[int]
    op: int
    inputs: _containers.RepeatedScalarFieldContainer[int]
    attrs: _containers.RepeatedCompositeFieldContainer[Attr]
    outputs: _containers.RepeatedScalarFieldContainer[int]
    role: Role
    grad_of: int
    origins: _containers.RepeatedScalarFieldContainer[int]
    def __init__(
        self,
        op: _Optional[int] = ...,
        inputs: _Optional[_Iterable[int]] = ...,
        attrs: _Optional[_Iterable[_Union[Attr, _Mapping]]] = ...,
        outputs: _Optional[_Iterable[int]] = ...,
        role: _Optional[_Union[Role, str]] = ...,
        grad_of: _Optional[int] = ...,
        origins: _Optional[_Iterable[int]] = ...,
    ) -> None: ...

class Attr(_message.Message):
    __slots__ = (
        "name",
        "i",
        "f",
        "s",
        "b",
        "ints",
        "floats",
        "dtype",
        "tensor",
        "function",
        "type",
        "none",
    )
    NAME_FIELD_NUMBER: _ClassVar[int]
    I_FIELD_NUMBER: _ClassVar[int]
    F_FIELD_NUMBER: _ClassVar[int]
    S_FIELD_NUMBER: _ClassVar[int]
    B_FIELD_NUMBER: _ClassVar[int]
    INTS_FIELD_NUMBER: _ClassVar[int]
    FLOATS_FIELD_NUMBER: _ClassVar[int]
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    TENSOR_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    NONE_FIELD_NUMBER: _ClassVar[int]
    name: str
    i: int
    f: float
    s: str
    b: bool
    ints: Ints
    floats: Floats
    dtype: DType
    tensor: int
    function: int
    type: int
    none: bool
    def __init__(
        self,
        name: _Optional[str] = ...,
        i: _Optional[int] = ...,
        f: _Optional[float] = ...,
        s: _Optional[str] = ...,
        b: _Optional[bool] = ...,
        ints: _Optional[_Union[Ints, _Mapping]] = ...,
        floats: _Optional[_Union[Floats, _Mapping]] = ...,
        dtype: _Optional[_Union[DType, str]] = ...,
        tensor: _Optional[int] = ...,
        function: _Optional[int] = ...,
        type: _Optional[int] = ...,
        none: _Optional[bool] = ...,
    ) -> None: ...

class Ints(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, values: _Optional[_Iterable[int]] = ...) -> None: ...

class Floats(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, values: _Optional[_Iterable[float]] = ...) -> None: ...

class Origin(_message.Message):
    __slots__ = ("label", "op")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    label: str
    op: str
    def __init__(self, label: _Optional[str] = ..., op: _Optional[str] = ...) -> None: ...

class Variable(_message.Message):
    __slots__ = ("name", "value", "kind", "slot_of", "trainable")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SLOT_OF_FIELD_NUMBER: _ClassVar[int]
    TRAINABLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: int
    kind: VariableKind
    slot_of: int
    trainable: bool
    def __init__(
        self,
        name: _Optional[str] = ...,
        value: _Optional[int] = ...,
        kind: _Optional[_Union[VariableKind, str]] = ...,
        slot_of: _Optional[int] = ...,
        trainable: _Optional[bool] = ...,
    ) -> None: ...

class Signature(_message.Message):
    __slots__ = ("name", "function", "inputs", "outputs", "updates", "examples", "labels")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    name: str
    function: int
    inputs: _containers.RepeatedCompositeFieldContainer[Binding]
    outputs: _containers.RepeatedCompositeFieldContainer[Binding]
    updates: _containers.RepeatedCompositeFieldContainer[Update]
    examples: _containers.RepeatedCompositeFieldContainer[Example]
    labels: _containers.RepeatedCompositeFieldContainer[Labels]
    def __init__(
        self,
        name: _Optional[str] = ...,
        function: _Optional[int] = ...,
        inputs: _Optional[_Iterable[_Union[Binding, _Mapping]]] = ...,
        outputs: _Optional[_Iterable[_Union[Binding, _Mapping]]] = ...,
        updates: _Optional[_Iterable[_Union[Update, _Mapping]]] = ...,
        examples: _Optional[_Iterable[_Union[Example, _Mapping]]] = ...,
        labels: _Optional[_Iterable[_Union[Labels, _Mapping]]] = ...,
    ) -> None: ...

class Binding(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: int
    def __init__(self, name: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...

class Update(_message.Message):
    __slots__ = ("variable", "value")
    VARIABLE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    variable: int
    value: int
    def __init__(self, variable: _Optional[int] = ..., value: _Optional[int] = ...) -> None: ...

class Example(_message.Message):
    __slots__ = ("inputs", "outputs")
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    inputs: _containers.RepeatedCompositeFieldContainer[NamedTensor]
    outputs: _containers.RepeatedCompositeFieldContainer[NamedTensor]
    def __init__(
        self,
        inputs: _Optional[_Iterable[_Union[NamedTensor, _Mapping]]] = ...,
        outputs: _Optional[_Iterable[_Union[NamedTensor, _Mapping]]] = ...,
    ) -> None: ...

class NamedTensor(_message.Message):
    __slots__ = ("name", "tensor")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TENSOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    tensor: int
    def __init__(self, name: _Optional[str] = ..., tensor: _Optional[int] = ...) -> None: ...

class Labels(_message.Message):
    __slots__ = ("output", "labels")
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    output: str
    labels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self, output: _Optional[str] = ..., labels: _Optional[_Iterable[str]] = ...
    ) -> None: ...

class TrainSpec(_message.Message):
    __slots__ = ("signature", "loss", "optimizer", "hyper", "parameters")
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    LOSS_FIELD_NUMBER: _ClassVar[int]
    OPTIMIZER_FIELD_NUMBER: _ClassVar[int]
    HYPER_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    signature: str
    loss: str
    optimizer: str
    hyper: _containers.RepeatedScalarFieldContainer[str]
    parameters: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        signature: _Optional[str] = ...,
        loss: _Optional[str] = ...,
        optimizer: _Optional[str] = ...,
        hyper: _Optional[_Iterable[str]] = ...,
        parameters: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class Meta(_message.Message):
    __slots__ = ("key", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    value: str
    def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class Rewrite(_message.Message):
    __slots__ = ("name", "options", "nodes_before", "nodes_after", "details")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    NODES_BEFORE_FIELD_NUMBER: _ClassVar[int]
    NODES_AFTER_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    name: str
    options: str
    nodes_before: int
    nodes_after: int
    details: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        name: _Optional[str] = ...,
        options: _Optional[str] = ...,
        nodes_before: _Optional[int] = ...,
        nodes_after: _Optional[int] = ...,
        details: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class Debug(_message.Message):
    __slots__ = ("files", "functions")
    FILES_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    files: _containers.RepeatedScalarFieldContainer[str]
    functions: _containers.RepeatedCompositeFieldContainer[FunctionDebug]
    def __init__(
        self,
        files: _Optional[_Iterable[str]] = ...,
        functions: _Optional[_Iterable[_Union[FunctionDebug, _Mapping]]] = ...,
    ) -> None: ...

class FunctionDebug(_message.Message):
    __slots__ = ("name", "names", "files", "lines")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    name: str
    names: _containers.RepeatedScalarFieldContainer[str]
    files: _containers.RepeatedScalarFieldContainer[int]
    lines: _containers.RepeatedScalarFieldContainer[int]
    def __init__(
        self,
        name: _Optional[str] = ...,
        names: _Optional[_Iterable[str]] = ...,
        files: _Optional[_Iterable[int]] = ...,
        lines: _Optional[_Iterable[int]] = ...,
    ) -> None: ...
