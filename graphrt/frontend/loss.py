"""Which output of which signature a gradient is of, where nobody says."""

from __future__ import annotations

from graphrt.errors import UsageError
from graphrt.ir.model import Model, Signature


def loss_name(model: Model, signature: Signature) -> str:
    """The output to differentiate: the recorded loss, or the only float scalar output."""
    if model.train is not None and model.train.loss in signature.outputs:
        return model.train.loss
    scalars = [
        name
        for name, value in signature.outputs.items()
        if value.type.dtype.is_float and value.type.shape == ()
    ]
    if len(scalars) == 1:
        return scalars[0]
    outputs = ", ".join(f"{name}: {value.type}" for name, value in signature.outputs.items())
    if not scalars:
        raise UsageError(
            f"signature {signature.name!r} has no output to differentiate: a loss is a scalar of"
            " floats",
            hint=f"add one, or choose another signature; outputs are {outputs}",
        )
    raise UsageError(
        f"signature {signature.name!r} has {len(scalars)} scalar outputs to differentiate",
        hint=f"name one; outputs are {outputs}",
    )


def training_signature(model: Model) -> Signature:
    """The signature that trains, as the model records it; else the one to run."""
    if model.train is not None and model.train.signature in model.signatures:
        return model.signatures[model.train.signature]
    return model.signature()
