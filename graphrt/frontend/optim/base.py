"""What all optimisers share: which variables, which hyper-parameters, and the surroundings of
the formula: clipping, decay, accumulation, the counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from graphrt.errors import UsageError, nearest
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.gradients import gradients
from graphrt.frontend.hyper import require_number
from graphrt.frontend.optim.accumulate import Accumulation
from graphrt.frontend.optim.clip import clip_by_global_norm, clip_by_value
from graphrt.frontend.optim.step import Group, Step
from graphrt.frontend.schedule import Schedule
from graphrt.frontend.streams import STEP
from graphrt.frontend.tensor import Tensor, builder_of, require_tensor, require_tensors
from graphrt.frontend.updates import Updates
from graphrt.ir.graph import Role, Value

Gradients = Sequence[Tensor] | Mapping[str, Tensor]
Settings = dict[str, float | Schedule]

DECAY = {"l2": 0.0, "weight_decay": 0.0}
CLIP = ("clip_value", "clip_norm")


class Optimizer:
    """``optimizer(loss, ...)`` differentiates the loss and returns the updates of a step;
    ``optimizer.apply(gradients, ...)`` does the same from gradients that are already there,
    computed in the graph or fed as inputs."""

    name: ClassVar[str]
    defaults: ClassVar[dict[str, float]]
    options: ClassVar[dict[str, Any]] = {}  # part of the graph; no variable holds them
    optional: ClassVar[tuple[str, ...]] = ()  # 0 means the whole term is left out
    below_one: ClassVar[tuple[str, ...]] = ()  # factors of averages
    decays_itself: ClassVar[bool] = False  # the formula has the weight decay in it

    def __call__(
        self,
        loss: Tensor,
        params: Sequence[Tensor] | None = None,
        *,
        prefix: str = "",
        groups: Mapping[str, Mapping[str, Any]] | None = None,
        accumulate: int = 1,
        **settings: Any,
    ) -> Updates:
        """The updates that lower ``loss``, for ``params`` or every trainable variable.

        Beside the hyper-parameters of its formula, each a number or a schedule, an optimiser has
        ``l2`` (adds ``l2 w`` to the gradient), ``weight_decay`` (subtracts ``lr weight_decay w``
        from w: decoupled), ``clip_value`` and ``clip_norm``, which clip the gradients before
        anything else, each element or all of them together.

        ``groups={"head/": {"lr": 0.1}}``: variables whose names begin with ``head/`` have other
        hyper-parameters, called ``head/lr``; the first group that fits counts. ``prefix`` is put
        before the names of all hyper-parameters, so that two optimisers can have different ones.
        ``accumulate=k``: the mean of the gradients of k steps is applied in every k-th.
        """
        require_tensor(self.name, loss, "loss")
        chosen = self._parameters(loss.builder, params)
        if not chosen:
            raise UsageError(f"{self.name}: the graph has no trainable variable")
        given = self._groups(groups, settings)
        grads = gradients(loss, chosen)
        return self._updates(loss.builder, chosen, grads, loss.value, prefix, given, accumulate)

    def apply(
        self,
        grads: Gradients,
        params: Sequence[Tensor] | None = None,
        *,
        prefix: str = "",
        groups: Mapping[str, Mapping[str, Any]] | None = None,
        accumulate: int = 1,
        **settings: Any,
    ) -> Updates:
        """The updates for given gradients: a list in the order of ``params`` (default: every
        trainable variable), or a mapping from variable name."""
        listed = require_tensors(
            f"{self.name}: gradients", grads.values() if isinstance(grads, Mapping) else grads
        )
        builder = builder_of(self.name, listed)
        if isinstance(grads, Mapping):
            if params is not None:
                raise UsageError(f"{self.name}: params are named by the gradients already")
            chosen = [builder.variable_tensor(name) for name in grads]
        else:
            chosen = self._parameters(builder, params)
        if len(chosen) != len(listed):
            raise UsageError(
                f"{self.name}: {len(listed)} gradients for {len(chosen)} parameters",
                hint="pass params=[...] in the order of the gradients",
            )
        given = self._groups(groups, settings)
        return self._updates(builder, chosen, listed, None, prefix, given, accumulate)

    # -- what an optimiser says about itself ---------------------------------------------------

    def check(self, settings: Settings, options: Mapping[str, Any]) -> None:
        """Raise `UsageError` when settings contradict each other."""

    def scalars(self, group: Group) -> None:
        """Add to ``group`` what is computed from its hyper-parameters once for all parameters."""

    def change(self, s: Step) -> Tensor:
        """What is subtracted from one parameter; its slots are in ``s``."""
        raise NotImplementedError(f"{type(self).__name__}.change")

    # -- how a step is put together ------------------------------------------------------------

    def _parameters(self, builder: GraphBuilder, params: Sequence[Tensor] | None) -> list[Tensor]:
        return (
            builder.trainable()
            if params is None
            else require_tensors(f"{self.name}: params", params)
        )

    def _groups(
        self, groups: Mapping[str, Mapping[str, Any]] | None, settings: Mapping[str, Any]
    ) -> dict[str, tuple[Settings, dict[str, Any]]]:
        """Settings and options by the prefix of the names they are for; "" is for all others."""
        common = {**self.defaults, **{k: v for k, v in DECAY.items() if k not in self.defaults}}
        found = {"": self._settings(common, settings)}
        for key, changed in (groups or {}).items():
            if not key:
                raise UsageError(f"{self.name}: a group needs the beginning of variable names")
            for name in changed:
                if name in CLIP or name in self.options:
                    raise UsageError(f"{self.name}: {name} is the same for all groups")
            found[key] = self._settings({**common, **settings}, changed)
        return found

    def _settings(
        self, before: Mapping[str, Any], given: Mapping[str, Any]
    ) -> tuple[Settings, dict[str, Any]]:
        settings: Settings = {}
        options = dict(self.options)
        for key, value in {**before, **given}.items():
            if key in options:
                if type(value) is not type(options[key]):
                    kind = type(options[key]).__name__
                    raise UsageError(f"{self.name}: {key} must be a {kind}, got {value!r}")
                options[key] = value
                continue
            if key not in self.defaults and key not in DECAY and key not in CLIP:
                known = [*self.defaults, *options, *DECAY, *CLIP]
                shown = ", ".join(dict.fromkeys(known))
                close = nearest(key, known) or ""
                meant = f"{close}; " if close.startswith("did") else ""
                raise UsageError(
                    f"{self.name} has no hyper-parameter {key!r}", hint=f"{meant}has {shown}"
                )
            if isinstance(value, Schedule):
                settings[key] = value
                continue
            settings[key] = number = require_number(f"{self.name}: {key}", value)
            if key in self.below_one and number >= 1:
                raise UsageError(f"{self.name}: {key} must be below 1, got {value}")
            if key in CLIP and not number:
                raise UsageError(f"{self.name}: {key} must be above 0, got {value}")
        self.check(settings, options)
        left_out = (*self.optional, *DECAY)
        return {k: v for k, v in settings.items() if v or k not in left_out}, options

    def _updates(
        self,
        builder: GraphBuilder,
        params: Sequence[Tensor],
        grads: Sequence[Tensor],
        loss: Value | None,
        prefix: str,
        given: Mapping[str, tuple[Settings, dict[str, Any]]],
        accumulate: int,
    ) -> Updates:
        names = [builder.variable_of(param).name for param in params]
        keys = [self._group_of(name, given) for name in names]
        unused = [key for key in given if key and key not in keys]
        if unused:
            raise UsageError(
                f"{self.name}: no variable of the step begins with {unused[0]!r}",
                hint=nearest(unused[0], names),
            )
        for param, grad, name in zip(params, grads, names, strict=True):
            variable = builder.variable_of(param)
            if grad.type != variable.type:
                raise UsageError(
                    f"{self.name}: the gradient for {name!r} is {grad.type},"
                    f" the variable is {variable.type}"
                )
        dtype = max((tensor.dtype for tensor in params), key=lambda each: each.bits)
        with builder.emit.as_role(Role.UPDATE):
            kept = Accumulation.of(builder, accumulate, prefix)
            parts: dict[str, Group] = {}
            common = given[""][0]
            own = {key: _differing(settings, common) for key, (settings, _) in given.items() if key}
            shared = {k for key in own for k in given[key][0] if k not in own[key]}
            own[""] = {k: v for k, v in common.items() if "" in keys or k in shared or k in CLIP}
            for key, (settings, options) in given.items():
                parts[key] = part = Group(builder, dtype, options, kept.count)
                if key:
                    part.share(parts[""], [k for k in settings if k not in own[key]])
                part.add_settings(prefix + _folder(key), own[key])
                if key in keys:
                    self.scalars(part)
            values: dict[str, Value] = {}
            grads = [
                kept.mean(param, grad, values) for param, grad in zip(params, grads, strict=True)
            ]
            every = parts[""]
            if "clip_value" in every:
                grads = clip_by_value(grads, every["clip_value"])
            if "clip_norm" in every:
                grads = clip_by_global_norm(grads, every["clip_norm"])
            for param, grad, key in zip(params, grads, keys, strict=True):
                step = Step(parts[key], param, grad)
                step.store(param, self._moved(step))
                values |= {name: kept.when_due(*pair) for name, pair in step.stored.items()}
            values |= kept.counters()
            values[STEP] = builder.next_step()
        hyper = dict.fromkeys(name for part in parts.values() for name in part.names)
        if accumulate > 1:
            hyper[f"{prefix}accumulate"] = None
        return Updates(values, loss, self.name, tuple(hyper))

    def _moved(self, s: Step) -> Tensor:
        """The new value of a parameter."""
        if "l2" in s:
            s.grad = s.grad + s["l2"] * s.param
        change = self.change(s)
        if "weight_decay" in s and not self.decays_itself:
            change = change + s["lr"] * s["weight_decay"] * s.param
        return s.param - change

    @staticmethod
    def _group_of(name: str, given: Mapping[str, Any]) -> str:
        return next((key for key in given if key and name.startswith(key)), "")


def _differing(settings: Settings, common: Settings) -> Settings:
    return {k: v for k, v in settings.items() if k not in common or common[k] != v}


def _folder(key: str) -> str:
    return f"{key.rstrip('/')}/" if key else ""
