"""Every mistake in a text is answered with its line, a caret and what was expected."""

from __future__ import annotations

import pytest

from graphrt.errors import GraphError
from graphrt.ir.parser import parse_graph, parse_model, parse_text

X = "%x: f32[4] = input()"


def graph(*lines: str) -> str:
    return "\n".join(["graph g {", f"  {X}", *(f"  {line}" for line in lines), "}"])


def test_a_whole_message():
    with pytest.raises(GraphError) as caught:
        parse_graph(graph("%y: f32[4] = add(%x, y)"))
    assert str(caught.value) == (
        "line 3: expected an operand such as %x, or none\n"
        "  3 |   %y: f32[4] = add(%x, y)\n"
        "    |                        ^"
    )


def test_a_message_from_an_op_keeps_its_rows_and_hint():
    with pytest.raises(GraphError) as caught:
        parse_graph(
            graph("%y: f64[4] = input()  # net.py:9", "%z: f32[4] = mul(%x, %y)  # net.py:10")
        )
    assert str(caught.value) == (
        "line 4: mul: operands have different dtypes, float32 and float64\n"
        "  4 |   %z: f32[4] = mul(%x, %y)  # net.py:10\n"
        "    |                ^\n"
        "  x  %x  f32[4]  from input\n"
        "  y  %y  f64[4]  from input  at net.py:9\n"
        "  in   mul(%x, %y) at net.py:10\n"
        "  hint convert one of them, for example cast(..., 'float64')"
    )


def test_a_long_line_is_shown_around_the_caret():
    operands = ", ".join(["%x"] * 200)
    with pytest.raises(GraphError) as caught:
        parse_graph(graph(f"%y: f32[800] = concat({operands}, oops)"))
    _, quoted, caret = str(caught.value).splitlines()
    assert quoted.startswith("  3 | ..., %x, %x, ")
    assert len(quoted) < 120
    assert quoted[caret.index("^") :].startswith("oops)")


CASES = [
    # a line of a graph, where the caret is, what is said
    ("y = neg(%x)", "y =", r"expected a node such as .*, return or '}'"),
    ("%y = neg(%x)", "%y", "expected a name and a type such as"),
    ("%y: = neg(%x)", "= neg", r"expected a type such as f32\[N, 8\]"),
    ("%y: f33[4] = neg(%x)", "f33", r"unknown dtype 'f33'\n(.*\n){2}  hint did you mean"),
    ("%y: optional<f33[4]> = neg(%x)", "optional", "unknown dtype 'f33'"),
    ("%y: f32[4]> = neg(%x)", "f32[4]>", "is not a type: < and > do not match"),
    ("%y: f32[N+] = neg(%x)", "f32[N+]", r"'N\+' is not an extent\n(.*\n){2}  hint for example"),
    ("%y: f32[-4] = neg(%x)", "f32[-4]", "an extent cannot be negative: -4"),
    ("%y: f32[4, ] = neg(%x)", "f32[4", "is not an extent"),
    ("%y: (f32[4] f32[4]) = neg(%x)", "f32[4])", r"expected ',' or '\)'"),
    ("%y: f32[4] neg(%x)", "neg", r"expected '= op\('"),
    ("%y: f32[4] = neg %x", "= neg", r"expected '= op\('"),
    ("%y: f32[4] = exmp1(%x)", "exmp1", r"unknown op 'exmp1'\n(.*\n){2}  hint did you mean 'expm1'"),
    ("%y: f32[4] = neg@3(%x)", "neg", "the text uses version 3 of neg, this release has 1"),
    ("%y: f32[4] = neg(%xx)", "%xx", r"%xx is not defined above\n(.*\n){2}  hint did you mean 'x'"),
    ("%y: f32[4] = neg(%y)", "%y)", "%y is not defined above"),
    ("%y: f32[4] = neg(%x", "", r"expected ',' or '\)'"),
    ("%y: f32[4] = neg(%x,)", ")", "expected an operand such as %x, or none"),
    ("%y: f32[4] = neg(none)", "neg", "neg: operand 'x' is missing"),
    ("%y: f32[4] = neg(%x, %x)", "neg", r"neg takes operands \(x\), got 2"),
    ("%y: f32[4] = neg(%x) %x", "%x", "expected the end of the line"),
    ("%x: f32[4] = neg(%x)", "%x: ", "the graph already has a node named 'x'"),
    ("%y.0: f32[4] = neg(%x)", "%y.0", "'y.0' is not a name"),
    ("%y: f32[4] = sum(%x, axs=[0])", "axs", r"sum has no attribute 'axs'\n(.*\n){2}  hint did"),
    ("%y: f32[4] = sum(%x, axis=[0], axis=[0])", "axis=[0])", "'axis' is given twice"),
    ("%y: f32[4] = sum(%x, axis=[0], %x)", "%x)", "expected an attribute"),
    ("%y: f32[4] = sum(%x, axis=0)", "0)", r"expected '\['"),
    ("%y: f32[4] = sum(%x, axis=[0.5])", "0.5", "expected an integer"),
    ("%y: f32[4] = sum(%x, axis=[0)", ")", "expected ',' or ']'"),
    ("%y: f32[4] = sum(%x, keepdims=yes)", "yes", "expected true or false"),
    ("%y: f32[4] = sum(%x, keepdims=none)", "none", "expected true or false"),
    ("%y: f32[] = sum(%x, axis=[7])", "sum", "axis 7"),
    ("%y: f32[5] = neg(%x)", "f32[5]", r"the text says f32\[5\], but neg gives f32\[4\]"),
    ("%y: () = neg(%x)", "()", r"the text says \(\), but neg gives f32\[4\]"),
    ("%y: f32[4] = cast(%x, dtype=f31)", "f31", "unknown dtype 'f31'"),
    ("%y: f32[4] = cast(%x, dtype=1)", "1)", "expected a dtype such as f32"),
    ("%y: f32[4] = cast(%x)", "cast", "cast: attribute 'dtype' is missing"),
    ("%y: f32[4] = variable(variable=w)", "w)", 'expected a string in "double quotes"'),
    (r'%y: f32[4] = variable(variable="\q")', '"', "the string has a bad escape"),
    ("%y: f32[4] = dropout(%x, %x, %x, rate=x)", "x)", "expected a number"),
    ("%y: f32[4] = dropout(%x, %x, %x, rate=0.5.5)", ".5)", r"expected ',' or '\)'"),
    ("%y: f32[4] = dropout(%x, %x, %x, rate=nan:0x12)", "12)", "expected 16 hex digits"),
    ("%y: f32[1] = constant(value=f32[N](1))", "f32[N]", r"array cannot have the type f32\[N\]"),
    ("%y: f32[1] = constant(value=f32[2](1))", "f32[2]", r"has 2 elements, the text has 1"),
    ("%y: f32[1] = constant(value=f32[65](1))", "f32[65]", "hint above 64 elements an array goes"),
    ("%y: i8[1] = constant(value=i8[1](128))", "128", "128 does not fit int8"),
    ("%y: u8[1] = constant(value=u8[1](-1))", "-1", "-1 does not fit uint8"),
    ("%y: i8[1] = constant(value=i8[1](1.5))", "1.5", "expected an integer"),
    ("%y: f16[1] = constant(value=f16[1](70000))", "70000", "70000 does not fit float16"),
    ("%y: f32[1] = constant(value=f32[1](1e39))", "1e39", "1e39 does not fit float32"),
    ("%y: f32[1] = constant(value=f32[1](nan:0x7f))", "7f)", "expected 8 hex digits"),
    ("%y: f32[1] = constant(value=f32[1]<sha256:12>)", "<", r"expected '\('"),
    ("%y: bool[1] = constant(value=bool[1](1))", "1))", "expected true or false"),
    ("%y: f32[4] = call(%x, body=f)", "f)", "expected '@'"),
    ("%y: f32[4] = call(%x, body=@f)", "f)", r"no body @f above\n(.*\n){2}  hint bodies stand"),
    ("%y: f32[4] = neg(%x) {gradeint}", "gradeint", r"role 'gradeint'\n(.*\n){2}.*'gradient'"),
    ("%y: f32[4] = neg(%x) {3}", "3}", "expected a role or from"),
    ("%y: f32[4] = neg(%x) {gradient of a}", "}", "expected ':'"),
    ("%y: f32[4] = neg(%x) {gradient of a:}", "}", "expected an op"),
    ("%y: f32[4] = neg(%x) {from a:add b:add}", "b:", "expected '}'"),
    ("%y: f32[4] = neg(%x) {update; of a:add}", "of", "expected '}'"),
    ("return %y", "%y", "%y is not defined above"),
    ("return", "", "expected a value such as %x"),
    ("return %x %x", " %x", "expected the end of the line"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "at", "match"), CASES)
def test_line(line, at, match):
    with pytest.raises(GraphError, match=match) as caught:
        parse_graph(graph(line))
    first, quoted, caret, *_ = str(caught.value).splitlines()
    assert first.startswith("line 3: ")
    assert quoted == f"  3 |   {line}"
    marked = quoted[caret.index("^") :].lstrip()
    assert marked.startswith(at.lstrip()), marked


BODY = "body @f {\n  %p: f32[] = input()\n  return %p\n}\n"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "the text has no graph\n  hint it begins with: graph NAME {"),
        ("# nothing", "the text has no graph"),
        (BODY, "the text has no graph"),
        ("%x: f32[] = input()", "line 1: expected graph, body or model"),
        ("grahp g {\n}", r"line 1: unknown keyword 'grahp'\n(.*\n){2}  hint did you mean 'graph'"),
        ("graph {\n}", "line 1: expected a name"),
        ("graph g\n}", "line 1: expected '{'"),
        ("graph g {}", "line 1: expected the end of the line"),
        ("graph g {\n", r"line 1: this block has no closing '}'\n  1 \| graph g \{"),
        ("graph g {\n} }", "line 2: expected the end of the line"),
        ("graph g {\n}\ngraph h {\n}", "line 3: the text has a second graph\n(.*\n)+  hint only"),
        ("body f {\n}", "line 1: expected '@'"),
        (BODY + BODY, "line 5: there are two bodies @f"),
        (graph("return %x", "%y: f32[4] = neg(%x)"), "line 4: expected '}' after return"),
        (graph("return %x", "return %x"), "line 4: expected '}' after return"),
        ("graph g {\n}\nmodel m", "line 3: unknown keyword 'model'"),
        (
            f"{BODY}graph g {{\n{X}\n%y: f32[] = call(%x, body=@g)\n}}",
            r"line 7: there is no body @g above\n(.*\n){2}  hint known are: f",
        ),
        (
            graph("%s: (f32[2], f32[2]) = split(%x, sizes=[2, 2])", "%y: f32[2] = neg(%s)"),
            r"line 4: %s has several results\n(.*\n){2}  hint say %s.0",
        ),
        (
            graph("%s: (f32[2], f32[2]) = split(%x, sizes=[2, 2])", "%y: f32[2] = neg(%s.2)"),
            r"line 4: %s.2 is not defined above\n(.*\n){2}  hint did you mean 's.",
        ),
    ],
)  # fmt: skip
def test_text(text, match):
    with pytest.raises(GraphError, match=match):
        parse_graph(text)


def test_a_graph_is_no_model_and_a_model_no_graph():
    with pytest.raises(
        GraphError, match="is a graph, not a model\n  hint read it with parse_graph"
    ):
        parse_model("graph g {\n}")
    with pytest.raises(
        GraphError, match="is a model, not a graph\n  hint read it with parse_model"
    ):
        parse_graph("model m")


def test_zeros_that_do_not_fit_into_memory():
    text = graph(f"%y: f32[1] = constant(value=f32[{10**18}, 10]<sha256:{'0' * 64}>)")
    with pytest.raises(GraphError, match="line 3: .* does not fit into memory"):
        parse_text(text)


def test_bodies_nest_64_deep_and_no_deeper():
    def nested(levels: int) -> str:
        blocks = ["body @f0 {\n  %p: f32[] = input()\n  return %p\n}"]
        for level in range(1, levels):
            call = f"  %c: f32[] = call(%p, body=@f{level - 1})\n  return %c"
            blocks.append(f"body @f{level} {{\n  %p: f32[] = input()\n{call}\n}}")
        last = f"  %x: f32[] = input()\n  %c: f32[] = call(%x, body=@f{levels - 1})"
        return "\n".join([*blocks, f"graph g {{\n{last}\n}}"])

    assert len(parse_graph(nested(64)).digest) == 64
    with pytest.raises(GraphError, match="line .*: bodies are nested deeper than 64"):
        parse_graph(nested(65))


def test_what_people_write_by_hand():
    """Blanks and comments anywhere, Windows line ends, and full names of dtypes."""
    text = """
    # a comment
    graph net {   # and another
      %x:f32[ N,8 ]=input( )# the image: no place
      %y : i32[N, 8]  = cast( %x , dtype = int32 )   # net.py:3

      return %y,%x
    }
    """
    graph = parse_graph(text.replace("\n", "\r\n"))
    assert str(graph) == (
        "graph net {\n"
        "  %x: f32[N, 8] = input()\n"
        "  %y: i32[N, 8] = cast(%x, dtype=i32)  # net.py:3\n"
        "  return %y, %x\n"
        "}\n"
    )
