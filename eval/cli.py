"""The command `quoth eval`.

Exit statuses: 0 done, 1 an error or (with --gate) a real drop, 2 options that cannot be used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.questions import Split
from rag import Settings

command = typer.Typer(pretty_exceptions_enable=False)


@command.command("eval")
def evaluate(  # noqa: PLR0913 - each is an option that a person types
    *,
    gold: Annotated[
        Path | None,
        typer.Option(
            help="Gold questions: JSON lines, or SQuAD JSON (.json). Otherwise the built-in set."
        ),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(help="Ask this folder of .txt articles instead of the index."),
    ] = None,
    closed: Annotated[
        bool, typer.Option("--closed", help="Put each SQuAD question to its own context alone.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first so many.")] = None,
    split: Annotated[Split | None, typer.Option(help="Ask only one half.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML report.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results as JSON.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Write what --gate compares with: no outcomes, small.")
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(help="Compare with this baseline; exit status 1 on a real drop."),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="BEFORE AFTER", help="Compare two results files, and ask nothing."),
    ] = None,
    ablate: Annotated[
        Path | None,
        typer.Option(help="Ask all questions with each part taken out; write the table here."),
    ] = None,
) -> None:
    """Measure the answers on gold questions, and tell which stage loses which question."""
    # numpy and scipy take a second to load, which `quoth --help` need not wait for.
    from eval import steps  # noqa: PLC0415
    from eval.corpus import Wanted  # noqa: PLC0415
    from eval.results import load_results  # noqa: PLC0415

    if compare is not None:
        steps.compare_files(*compare)
        return
    settings = Settings()
    wanted = Wanted(gold, articles, closed, limit, split)
    if ablate is not None:
        steps.write_ablation(wanted, settings, ablate)
        return
    # Before the questions: a baseline that cannot be read should not cost a minute and a half.
    expected = load_results(gate) if gate else None
    results = steps.measure(wanted, settings, steps.Outputs(report, json, baseline))
    if expected and (dropped := steps.pass_gate(expected, results)):
        typer.echo(f"a real drop against {gate}: {dropped}", err=True)
        raise typer.Exit(1)
