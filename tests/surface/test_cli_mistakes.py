"""Every mistake has one message, a hint where there is a sure one, and an exit code."""

from __future__ import annotations

import pytest
from surface.cli_support import graphrt, write_all

ACCEPTED = (
    "\n  hint write 2, 1,2,3, [[1,2],[3,4]], @file.npy, @file.npz:key, @photo.png, zeros:64x784,"
    " ones:64x784 or randn:64x784@seed=7"
)
REST = ("-i", "k=1", "-i", "m=true,false")


def usage(verb: str) -> str:
    return f"\n  hint graphrt {verb} --help"


def gates(text: str) -> tuple[str, ...]:
    return ("run", "gates.pb", "-i", text)


def shapes(text: str) -> tuple[str, ...]:
    return ("run", "shapes.pb", "-i", text)


MISTAKES: list[tuple[int, tuple[str, ...], str]] = [
    # verbs, arguments, options
    (2, ("runn", "gates.pb"), "there is no verb 'runn'\n  hint did you mean 'run'?"),
    (2, ("run",), "missing argument 'MODEL'" + usage("run")),
    (
        2,
        ("run", "gates.pb", "--max-memory", "lots"),
        "invalid value for '--max-memory': 'lots' is no size; write 1500, 64kB, 1.5GB or 2GiB"
        + usage("run"),
    ),
    (
        2,
        ("run", "gates.pb", "--min-equal", "2"),
        "invalid value for '--min-equal': 2.0 is not in the range 0<=x<=1" + usage("run"),
    ),
    # files
    (
        2,
        ("run", "neuron.bp"),
        "there is no file 'neuron.bp'\n  hint did you mean 'neuron.pb'?",
    ),
    (
        3,
        ("run", "junk.pb"),
        "junk.pb: not a graphrt model: it begins with the bytes ff ff ff 20 6a 75 6e 6b",
    ),
    (
        2,
        ("run", "gates.pb", "-s", "predikt"),
        "the model has no signature 'predikt'\n  hint did you mean 'predict'?",
    ),
    (
        2,
        ("run", "counter.pb"),
        "the model has no signature 'predict'\n  hint choose one of: add, look",
    ),
    # -i: the pair
    (2, gates("x"), "-i takes NAME=VALUE, not 'x'" + ACCEPTED),
    (2, gates("=3"), "-i takes NAME=VALUE, not '=3'" + ACCEPTED),
    (2, gates("q=3"), "signature 'predict' has no input 'q'\n  hint known are: x, y, z"),
    (2, (*gates("x=1"), "-i", "x=2"), "-i gives 'x' twice"),
    (
        2,
        (*gates("x=-1"), "-i", "y=2"),
        "signature 'predict' needs the input z\n  z  f64[]"
        "\n  hint graphrt run gates.pb -i x=-1 -i y=2 -i z=1",
    ),
    (
        2,
        ("run", "shapes.pb"),
        "signature 'predict' needs the inputs x, k, m"
        "\n  x  f32[N, 3]\n  k  u8[]\n  m  bool[2]"
        "\n  hint graphrt run shapes.pb -i x=randn:1x3 -i k=1 -i m=zeros:2",
    ),
    # -i: numbers
    (2, gates("x=two"), "input 'x': 'two' is no number" + ACCEPTED),
    (2, gates("x=x.npy"), "input 'x': 'x.npy' is no number\n  hint to read a file, write @x.npy"),
    (2, gates("x="), "input 'x': a number is missing" + ACCEPTED),
    (2, gates("x=1_000"), "input 'x': '1_000' is no number" + ACCEPTED),
    (2, gates("x=1+1"), "input 'x': '1+1' is no number" + ACCEPTED),
    (
        2,
        gates("x=__import__('os')"),
        "input 'x': \"__import__('os')\" is no number" + ACCEPTED,
    ),
    (2, shapes("x=1,,3"), "input 'x': a number is missing" + ACCEPTED),
    (2, shapes("x=[[1,2,3],[4]]"), "input 'x': the rows of the list differ in length"),
    (
        2,
        shapes("x=[[1,2"),
        "input 'x': not a JSON list: Expecting ',' delimiter: line 1 column 6 (char 5)",
    ),
    (2, shapes('x=[["a"]]'), "input 'x': the list holds something that is no number"),
    (2, shapes("x=[null]"), "input 'x': the list holds something that is no number"),
    (2, shapes(f"k={10**30}"), "input 'k': an integer does not fit 64 bits"),
    # -i: dtypes
    (2, shapes("k=300"), "input 'k' takes uint8, and 300 is no uint8"),
    (2, shapes("k=-1"), "input 'k' takes uint8, and -1 is no uint8"),
    (2, shapes("k=1.5"), "input 'k' takes uint8, and 1.5 is no uint8"),
    (2, shapes("k=true"), "input 'k' takes uint8, and True is no uint8"),
    (2, shapes("m=1,2"), "input 'm' takes bool, and 2 is no bool"),
    (2, shapes("x=1e39,0,0"), "input 'x' takes float32, and 1e+39 is no float32"),
    # -i: zeros, ones, randn
    (
        2,
        shapes("x=rand:2x3"),
        "input 'x': rand:... is not known\n  hint use zeros:, ones: or randn:",
    ),
    (2, shapes("x=ones:2,3"), "input 'x': '2,3' is no shape\n  hint write ones:64x784"),
    (2, shapes("x=zeros:2x3@seed=1"), "input 'x': zeros: takes no @seed=1"),
    (
        2,
        shapes("x=randn:2x3@sed=1"),
        "input 'x': @sed=1 is not understood\n  hint write randn:2x3@seed=7",
    ),
    (
        2,
        shapes("m=randn:2"),
        "input 'm' takes bool, randn: gives floats\n  hint zeros:2 or ones:2, or a file",
    ),
    (
        4,
        shapes("x=zeros:100000x100000"),
        "the size of all tensors together in bytes is 80000000000, the limit is 2147483648"
        "\n  hint if you trust the file, allow it: --max-tensor-bytes 80000000000, or"
        " Limits(tensor_bytes=80000000000)",
    ),
    # -i: shapes
    (
        2,
        (*shapes("x=ones:2x4"), *REST),
        "input 'x' has the wrong shape: expected f32[N, 3], given shape [2, 4]",
    ),
    # -i and --inputs: files
    (
        2,
        shapes("x=@batsh.npz"),
        "there is no file 'batsh.npz'\n  hint did you mean 'batch.npz' or 'objects.npy'?",
    ),
    (2, shapes("x=@x.csv"), "input 'x': 'x.csv' is no .npy, .npz or picture file" + ACCEPTED),
    (
        2,
        shapes("x=@objects.npy"),
        "cannot read 'objects.npy': it holds Python objects, which are never loaded",
    ),
    (2, shapes("x=@broken.npy"), "cannot read 'broken.npy': it is no .npy or .npz file"),
    (2, shapes("x=@batch.npz:z"), "'batch.npz' has no array 'z'\n  hint known are: x, y"),
    (2, shapes("k=@x.npy"), "input 'k' takes uint8, and 0.12573022 is no uint8"),
    (2, shapes("k=@dot.png"), "input 'k' is u8[]: a picture does not fit it"),
    (
        2,
        ("run", "flowers.pb", "--inputs", "x.npy"),
        "'x.npy' is a .npy file with one array, not a .npz file",
    ),
    (
        2,
        ("run", "neuron.pb", "--inputs", "batch.npz"),
        "'batch.npz' holds no input of signature 'predict': it has x, y,"
        " wanted are w0, x0, w1, x1, w2",
    ),
    # where results go
    (2, ("run", "gates.pb", "-o", "out.npy"), "-o 'out.npy' must end in .npz"),
    (
        2,
        ("run", "gates.pb", "-o", "batch.npz"),
        "'batch.npz' exists already\n  hint --force replaces it",
    ),
    (
        2,
        ("run", "gates.pb", "--save", "gates.pb"),
        "'gates.pb' exists already\n  hint --force replaces it",
    ),
    (
        2,
        ("run", "gates.pb", "-o", "no/such.npz"),
        "cannot write 'no/such.npz': its directory does not exist",
    ),
    # what is asked for
    (
        2,
        ("run", "gates.pb", "--fetch", "add_1"),
        "the graph has no node 'add_1'\n  hint did you mean 'add_0'?",
    ),
    (
        2,
        ("run", "gates.pb", "--fetch", "add_0", "--save", "n.pb"),
        "--fetch runs without updates, so --save has nothing to keep",
    ),
    (
        2,
        ("run", "two_layer_net.pb", "--grad", "y_hat"),
        "--grad takes a scalar of floats, 'y_hat' is f32[N, 8]",
    ),
    (
        2,
        ("run", "gates.pb", "--expect", "g=1"),
        "signature 'predict' has no output 'g'\n  hint known are: f",
    ),
    (2, ("run", "gates.pb", "--expect", "f=x"), "--expect 'f': 'x' is no number" + ACCEPTED),
    (2, ("run", "gates.pb", "--expect", "f"), "--expect takes NAME=VALUE, not 'f'" + ACCEPTED),
    (1, ("run", "gates.pb", "--expect", "f=-11"), "not as expected: f"),
    (1, ("run", "gates.pb", "--expect", "f=1,2"), "not as expected: f"),
    (
        1,
        ("run", "logarithm.pb", "-i", "x=1,-1,0", "--check-finite"),
        "not finite: y\n  y  1 NaN  1 infinite  of 3",
    ),
    (
        2,
        ("run", "gates.pb", "--backend", "cuda"),
        "no backend 'cuda'\n  hint known are: auto, numpy",
    ),
    (
        4,
        ("run", "gates.pb", "--max-nodes", "3"),
        "gates.pb: the number of nodes is 5, the limit is 3"
        "\n  hint if you trust the file, allow it: --max-nodes 5, or Limits(nodes=5)",
    ),
    # the other verbs
    (
        2,
        ("check", "gates.pb", "--untrusted", "--grad"),
        "--grad runs the model, which --untrusted rules out",
    ),
    (
        2,
        ("check", "gates.pb", "--loss", "f"),
        "-s and --loss say what --grad checks; add --grad",
    ),
    (
        2,
        ("inspect", "gates.pb", "--stats"),
        "--stats adds to the table of --weights; add --weights",
    ),
    (
        2,
        ("inspect", "logarithm.pb", "--dim", "M=3"),
        "no input has a symbolic extent 'M'\n  hint known are: N",
    ),
    (
        2,
        ("inspect", "gates.pb", "--dim", "N=3"),
        "no input has a symbolic extent 'N'\n  hint every extent of this model is a number",
    ),
    (
        2,
        ("inspect", "logarithm.pb", "--dim", "N=many"),
        "--dim N: 'many' is no whole number from 0 up",
    ),
    (
        2,
        ("inspect", "logarithm.pb", "--dim", "N=7", "-i", "x=1,2,3"),
        "N = 7, but the inputs given say N = 3",
    ),
    (
        2,
        ("visualize", "gates.pb", "-o", "a.jpg"),
        "-o 'a.jpg': the suffix is no picture format\n  hint use .svg, .html, .dot, .mmd or .txt",
    ),
    (
        2,
        ("visualize", "gates.pb", "-o", "a.svg", "--format", "dot"),
        "-o 'a.svg' and --format dot disagree",
    ),
    (2, ("example", "gate"), "no example 'gate'\n  hint did you mean 'gates'?"),
    (
        2,
        ("example", "gates"),
        "no file is named to write to\n  hint graphrt example gates -o gates.pb",
    ),
    (
        2,
        ("example", "-o", "x.pb"),
        "-o needs the name of an example\n  hint graphrt example",
    ),
    (
        2,
        ("example", "gates", "-o", "gates.pb"),
        "'gates.pb' exists already\n  hint --force replaces it",
    ),
    (2, ("ops", "one_hott"), "there is no op 'one_hott'\n  hint did you mean 'one_hot'?"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("mistakes")
    write_all(path)
    return path


@pytest.mark.parametrize(("code", "words", "message"), MISTAKES)
def test_mistake(folder, monkeypatch, code, words, message):
    monkeypatch.chdir(folder)
    result = graphrt(*words)
    errors = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert "\n".join(errors) == f"graphrt: error: {message}"
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_no_mistake_writes_a_file(folder):
    assert not [each.name for each in folder.iterdir() if each.suffix in (".svg", ".tmp")]
    assert not (folder / "n.pb").exists()


def test_every_first_line_is_one_line(folder, monkeypatch):
    monkeypatch.chdir(folder)
    for _, words, _ in MISTAKES[:20]:
        lines = graphrt(*words).stderr.splitlines()
        first = [line for line in lines if line.startswith("graphrt: error: ")]
        assert len(first) == 1
        assert all(line.startswith(("  ", "note: ")) for line in lines if line not in first)
