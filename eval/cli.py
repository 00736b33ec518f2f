"""The command `quoth eval`.

Exit statuses: 0 done, 1 an error or (with --gate) a real drop, 2 options that cannot be used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.questions import Split
from rag.settings import read_settings

if TYPE_CHECKING:
    from eval.corpus import Wanted

command = typer.Typer(
    rich_markup_mode="markdown", pretty_exceptions_enable=False, add_completion=False
)
_ASKED, _WRITTEN, _COMPARED = "What is asked", "What is written", "Comparing"


@command.command("eval")
def evaluate(  # noqa: PLR0913 - each is an option that a person types
    *,
    gold: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Your questions: JSON lines (.jsonl; `eval/GOLD.md` has the fields), or SQuAD 1.1 "
            "or 2.0 JSON (.json), whose contexts become the articles. Otherwise the built-in set.",
            rich_help_panel=_ASKED,
        ),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The .txt articles they are about; otherwise the index that `quoth ask` asks.",
            rich_help_panel=_ASKED,
        ),
    ] = None,
    closed: Annotated[
        bool,
        typer.Option(
            "--closed",
            help="Put each SQuAD question to its own context alone, not to all of them.",
            rich_help_panel=_ASKED,
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Ask only N questions, spread evenly over the file. Every article stays in.",
            rich_help_panel=_ASKED,
        ),
    ] = None,
    split: Annotated[
        Split | None,
        typer.Option(
            help="Ask only one half: `tune` to choose by, `report` to claim by.",
            rich_help_panel=_ASKED,
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="One HTML page: plots, and every answer.", rich_help_panel=_WRITTEN
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Everything, for `--compare`.", rich_help_panel=_WRITTEN),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The same without the answers, to be committed for `--gate`.",
            rich_help_panel=_WRITTEN,
        ),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Compare with this baseline or JSON; the exit status is 1 on a real drop.",
            rich_help_panel=_COMPARED,
        ),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            metavar="BEFORE AFTER",
            help="Compare two JSON files of earlier runs; nothing is asked.",
            rich_help_panel=_COMPARED,
        ),
    ] = None,
    ablate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ask everything with one part at a time taken out, and write the table into this "
            "Markdown file (between `<!-- ablation -->` and `<!-- /ablation -->` where it exists).",
            rich_help_panel=_COMPARED,
        ),
    ] = None,
) -> None:
    """Measure the answers on gold questions, and tell which stage lost which question.

    Prints every figure with its n and 95% interval, then every failure under the stage to blame:
    *not retrieved*, *not read*, *outranked*, *wrongly declined*, *not composed*, *answered the
    unanswerable*, *failed with an error*. Nothing is asked before all the files are checked.

    **Examples**

    `quoth eval --report report.html`

    `quoth eval --gold mine.jsonl --articles my-articles --json before.json`

    `quoth eval --gold dev-v2.0.json --limit 500 --closed`

    `quoth eval --compare before.json after.json`
    """
    # numpy and scipy take a second to load, which `quoth --help` need not wait for.
    from eval import steps  # noqa: PLC0415
    from eval.corpus import Wanted  # noqa: PLC0415
    from eval.results import load_results  # noqa: PLC0415

    wanted = Wanted(gold, articles, closed, limit, split)
    outputs = steps.Outputs(report, json, baseline)
    measures = outputs != steps.Outputs() or gate is not None
    if compare is not None:
        _refuse(
            wanted != Wanted() or measures or ablate, "--compare", "asks nothing; give it alone"
        )
        steps.compare_files(*compare)
        return
    _check(wanted)
    settings = read_settings()
    if ablate is not None:
        _refuse(measures, "--ablate", "writes its table only; run the other options without it")
        steps.write_ablation(wanted, settings, ablate)
        return
    # Before the questions: a baseline that cannot be read should not cost a minute and a half.
    expected = load_results(gate) if gate else None
    results = steps.measure(wanted, settings, outputs)
    if expected and (dropped := steps.pass_gate(expected, results)):
        typer.echo(f"a real drop against {gate}: {dropped}", err=True)
        raise typer.Exit(1)


def _check(wanted: Wanted) -> None:
    """Refuse options that would be ignored."""
    squad = wanted.is_squad
    _refuse(
        wanted.closed and not squad,
        "--closed",
        "needs --gold with a SQuAD file (.json): other "
        "questions come without a context of their own",
    )
    _refuse(
        squad and wanted.articles,
        "--articles",
        "goes with JSON lines: a SQuAD file brings its own articles",
    )
    _refuse(squad and wanted.split, "--split", "goes with JSON lines: a SQuAD file has no halves")
    _refuse(
        wanted.articles and not wanted.gold,
        "--articles",
        "needs --gold: the built-in questions are about the seeds",
    )


def _refuse(wrong: object, option: str, why: str) -> None:
    if wrong:
        raise typer.BadParameter(why, param_hint=option)
