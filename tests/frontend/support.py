"""What tests of the frontend share."""

import graphrt as gr


def value_of(tensor, **feeds):
    """The value of ``tensor`` for feeds by input name, through a session."""
    b = tensor.builder
    outputs = {"found": tensor}
    b.signature("predict", inputs=[b[n] for n in feeds], outputs=outputs, replace=True)
    return gr.Session(b.build()).run("predict", **feeds)["found"]
