"""What importing costs, and what the public surface is."""

import subprocess
import sys

import graphrt as gr

HEAVY = ("numpy", "networkx", "google.protobuf", "onnx", "ml_dtypes", "click", "safetensors")


def loaded_after(code):
    program = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n")[-2].split())


def test_importing_graphrt_loads_nothing_heavy():
    modules = loaded_after("import graphrt")
    assert not modules & set(HEAVY)


def test_running_a_model_does_not_load_networkx():
    code = (
        "import graphrt as gr\n"
        "m = gr.example('gates')\n"
        "assert gr.Session(m).run(x=-2.0, y=5.0, z=-4.0)['f'] == -12"
    )
    loaded = loaded_after(code)
    assert "networkx" not in loaded
    assert "graphrt.passes.pipeline" not in loaded  # two gates leave passes nothing to do


def test_every_public_name_resolves():
    for name in gr.__all__:
        assert getattr(gr, name) is not None
    assert dir(gr) == gr.__all__


def test_functions_stay_functions_when_their_modules_are_loaded():
    from graphrt.frontend import functions

    generated = set(gr.__all__) - set(gr.EXPORTS) - {"__version__"}
    for _ in range(2):
        for name in generated:
            assert callable(getattr(functions, name)), name


def test_the_public_surface_is_what_was_agreed():
    agreed = {
        "CheckFailed",
        "DType",
        "DTypeError",
        "Example",
        "FeedError",
        "FormatError",
        "GradientError",
        "Graph",
        "GraphBuilder",
        "GraphError",
        "GraphrtError",
        "LimitError",
        "Limits",
        "Model",
        "NumericError",
        "OpError",
        "PassReport",
        "Session",
        "SessionError",
        "ShapeError",
        "Signature",
        "Tensor",
        "TrainReport",
        "Trainer",
        "Updates",
        "UsageError",
        "ValueType",
        "Variable",
        "VariableKind",
        "argsort",
        "argwhere",
        "batch_norm",
        "bce",
        "bce_with_logits",
        "bench",
        "boolean_mask",
        "call",
        "check",
        "check_gradients",
        "codegen",
        "cond",
        "cosine_embedding_loss",
        "cosine_similarity",
        "cross_entropy",
        "custom_gradient",
        "diag",
        "diff",
        "doctor",
        "dot",
        "dropout",
        "edit",
        "einsum",
        "example",
        "examples",
        "export",
        "eye",
        "flatten",
        "flip",
        "find_nan",
        "full",
        "global_avg_pool",
        "global_max_pool",
        "glu",
        "grad_path",
        "grad",
        "gradients",
        "hard_tanh",
        "hessian",
        "hinge",
        "huber",
        "hvp",
        "init",
        "inspect",
        "jacobian",
        "jvp",
        "kl_div",
        "l1_loss",
        "load",
        "load_text",
        "load_weights",
        "local_response_norm",
        "lp_normalize",
        "matrix_norm",
        "meshgrid",
        "mse",
        "nll",
        "nn",
        "nonzero",
        "ones",
        "op_table",
        "optim",
        "optimize",
        "outer",
        "pad",
        "pass_table",
        "random",
        "range",
        "relu6",
        "run_gradients",
        "scan",
        "schedule",
        "sort",
        "stack",
        "step_player",
        "trace",
        "triangular_solve",
        "triplet_margin_loss",
        "unique",
        "unstack",
        "use_threads",
        "verify_rewrite",
        "visualize",
        "vjp",
        "while_loop",
        "zeros",
    }
    assert set(gr.EXPORTS) == agreed
