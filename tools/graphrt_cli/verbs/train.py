"""``graphrt train``: forward, backward, update and state are in the file; all it takes is data."""

from __future__ import annotations

import sys
from typing import Any

import click

from graphrt_cli import options
from graphrt_cli.terminal import note, print_json

EPILOG = """\b
Examples:
  graphrt example digits_mlp -o net.pb
  graphrt train net.pb --data digits.npz -o trained.pb --epochs 5
  graphrt train net.pb --data digits.npz -o best.pb --val 0.1 --patience 3 --set lr=0.01
  graphrt train net.pb --data digits.npz -o logged.pb --log train.csv --plot loss.svg
  graphrt train net.pb --data digits.npz -o trained.pb --optimize "O2,recompute{share=0.5}"

Data: .npz, .npy, .csv or .safetensors with one array per input, the first axis counting
examples. The model is saved after every epoch and by Ctrl-C, which exits 130; the same command
then goes on where it stopped, bit for bit, and --epochs is the number in all. A killed training
loses at most the steps since the last checkpoint. With recompute a step holds that share of its
activations and computes the others again: graphrt inspect --memory says what that saves.
"""


@click.command("train", epilog=EPILOG)
@options.model_argument
@click.option("--data", required=True, metavar="FILE", help="The examples to train on.")
@click.option("-o", "--output", metavar="FILE.pb", required=True,
              help="Where the trained model goes; resumed if it was trained from this one.")  # fmt: skip
@options.signature_option
@click.option("--epochs", type=click.IntRange(min=0), default=10, show_default=True,
              help="Epochs in all, those before a resumption included.")  # fmt: skip
@click.option("--batch", type=click.IntRange(min=1), default=32, show_default=True,
              help="Examples per step.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="What the order of the examples follows from.")  # fmt: skip
@click.option("--no-shuffle", is_flag=True, help="Take the examples in the order of the file.")
@click.option("--val", metavar="SHARE|FILE",
              help="Validate with this share of the examples, or with a file.")  # fmt: skip
@click.option("--eval", "evaluate", metavar="NAME", help="The signature to validate with.")
@click.option("--set", "settings", multiple=True, metavar="NAME=NUMBER",
              help="A hyper-parameter: lr=0.01.")  # fmt: skip
@click.option("--patience", type=click.IntRange(min=1), metavar="EPOCHS",
              help="Stop when the loss has not fallen for so many epochs.")  # fmt: skip
@click.option("--every", type=click.IntRange(min=1), metavar="STEPS", help="Checkpoint so often.")
@click.option("--minutes", type=float, metavar="NUMBER", help="Checkpoint after so long.")
@click.option("--keep", type=click.IntRange(min=0), default=0, show_default=True,
              help="How many numbered copies of checkpoints to keep.")  # fmt: skip
@click.option("--log", metavar="FILE", help="Write a row per epoch: .csv or .jsonl.")
@click.option("--plot", metavar="FILE.svg", help="Draw the metrics.")
@click.option("--force", is_flag=True, help="Start anew, whatever the output file holds.")
@options.optimize_option
@options.threads_option
@options.backend_option
@options.limit_options()
@options.json_option
@options.verbose_option
def command(
    model: str,
    data: str,
    output: str,
    signature: str | None,
    epochs: int,
    batch: int,
    seed: int,
    no_shuffle: bool,
    val: str | None,
    evaluate: str | None,
    settings: tuple[str, ...],
    patience: int | None,
    every: int | None,
    minutes: float | None,
    keep: int,
    log: str | None,
    plot: str | None,
    force: bool,
    optimize: str,
    threads: int | None,
    backend: str,
    as_json: bool,
    **given: Any,
) -> None:
    """Train MODEL on data and write it to the output file."""
    options.use_threads(threads)
    import graphrt as gr
    from graphrt_cli.files import require_suffix

    require_suffix(output, ".pb", "the output")
    require_suffix(plot, ".svg", "the plot")
    trainer = gr.Trainer(
        gr.load(model, limits=options.limits_of(given)),
        data,
        signature=signature,
        batch=batch,
        seed=seed,
        shuffle=not no_shuffle,
        val=_share_or_file(val),
        evaluate=evaluate,
        hyper=_settings(settings),
        output=output,
        every=every,
        minutes=minutes,
        keep=keep,
        patience=patience,
        log=log,
        plot=plot,
        restart=force,
        optimize=optimize,
        backend=backend,
    )
    if trainer.resumed:
        note(f"{output} is resumed at step {trainer.resumed}")
    try:
        report = _fit(trainer, epochs)
    except KeyboardInterrupt:
        note(f"saved to {output}; the same command goes on from there")
        raise click.Abort from None
    if as_json:
        print_json("train", report.to_json())
    else:
        click.echo(report.text())
    note(f"wrote {output}")


def _fit(trainer: Any, epochs: int) -> Any:
    """With a bar and rates on a terminal, a line per epoch elsewhere."""
    if not sys.stderr.isatty():
        return trainer.fit(epochs, _print_epoch)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} steps  {task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[metrics]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        done = trainer.position.epoch
        task = bar.add_task("", total=None, epoch=done, epochs=epochs, rate="", metrics="")

        def show(told: Any) -> None:
            if told.done:
                bar.console.print(_epoch_line(told), highlight=False)
                return
            total, now = told.batches * epochs, told.batches * (told.epoch - 1) + told.batch
            speed = bar.tasks[0].speed
            bar.update(
                task,
                total=total,
                completed=now,
                epoch=told.epoch,
                rate=f"{speed:.0f}/s" if speed else "",
                metrics=_metrics(told.metrics),
            )

        return trainer.fit(epochs, show)


def _print_epoch(told: Any) -> None:
    if told.done:
        click.echo(_epoch_line(told), err=True)


def _epoch_line(told: Any) -> str:
    return f"epoch {told.epoch}/{told.epochs}  {_metrics(told.metrics)}"


def _metrics(metrics: Any) -> str:
    shown = (f"{name} {value:.4g}" for name, value in metrics.items()
             if name not in ("epoch", "step"))  # fmt: skip
    return "  ".join(shown)


def _share_or_file(text: str | None) -> float | str | None:
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _settings(texts: tuple[str, ...]) -> dict[str, float]:
    import graphrt as gr

    found = {}
    for text in texts:
        name, equals, number = text.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise gr.UsageError(f"--set {text!r} is no setting", hint="--set lr=0.01")
    return found
