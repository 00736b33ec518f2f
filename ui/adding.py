"""The commands `quoth add` and `quoth remove`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from watchfiles import watch as watch_folders

from index import (
    Article,
    Columns,
    FolderStore,
    Found,
    Report,
    SentenceTransformerEmbedder,
    StoreError,
    Wishes,
    add_files,
    find_files,
    read_folder,
    recipe_for,
)
from index.sandbox import MAX_FILE_BYTES
from rag.assembly import SEEDS
from rag.settings import read_settings
from ui.opening import open_store
from ui.terminal.added import print_report, report_as_dict, showing
from ui.terminal.text import as_json

STANDARD_INPUT = Path("-")
FAILED_STATUS = 1
# An editor saves in several steps, and a copied folder comes file by file.
SETTLED_MILLISECONDS = 2_000

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def add(  # noqa: PLR0913 (each is an option that a person types)
    paths: Annotated[list[Path], typer.Argument(help="Files and folders; `-` is standard input.")],
    *,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Pass over what matches, as in a .gitignore; a folder's .quothignore counts too.",
        ),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what is gone from the named folders.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and add what changes, until Ctrl-C.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Read unchanged files too.")] = False,
    name: Annotated[
        str, typer.Option(help="What to call standard input; its ending tells the format.")
    ] = "stdin.txt",
    text_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of an export with the text.")
    ] = None,
    title_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column with the title.")
    ] = None,
    publisher_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column with publisher or author.")
    ] = None,
    date_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column with the date.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Add files to the index: text, Markdown, HTML, PDF, DOCX, EPUB, CSV, JSON, RSS.

    Unchanged files are skipped, changed ones replaced. A file that cannot be read is named with
    the reason, keeps no other out, and is tried again next time; the exit status is then 1. With
    the first file of your own the five seed articles leave the index.

    **Examples**

    `quoth add reports/ notes.md`

    `quoth add archive/ --prune --ignore "drafts/" --ignore "*.bak"`

    `quoth add export.csv --text-column Body --date-column Sent`

    `pdftotext scan.pdf - | quoth add - --name scan.txt`

    `quoth add desk/ --watch`
    """
    columns = Columns(text_column, title_column, publisher_column, date_column)
    piped = None
    with ExitStack() as stack:
        if STANDARD_INPUT in paths:
            held = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quoth-")))
            piped = _held_input(held / Path(name).name)
        named = [path for path in paths if path != STANDARD_INPUT]
        wishes = Wishes(columns, prune=prune, again=again)
        adding = _Adding(named, ignore or (), wishes, piped=piped, json=json)
        failed = adding.run()
        if watch:
            adding.watch()
    if failed:
        raise typer.Exit(FAILED_STATUS)


def remove(
    names: Annotated[
        list[str],
        typer.Argument(help="Articles or files, as `quoth list` calls them, or files' paths."),
    ],
) -> None:
    """Remove articles, with every trace of their text. Files on the disk stay as they are.

    **Examples**

    `quoth remove reports/2025-03.pdf`

    `quoth remove export.csv`
    """
    store = open_store(read_settings())
    ids = set(store.ids())
    files = {key: file.id for file in store.files() for key in (file.id, file.path)}
    articles, forgotten = [], []
    for name in dict.fromkeys(names):
        file = files.get(name) or files.get(str(Path(name).absolute()))
        if file is not None:
            forgotten.append(file)
        elif name in ids:
            articles.append(name)
        else:
            message = (
                f"there is no article and no file {name!r} in {store.path}; nothing was removed; "
                "`quoth list` shows them"
            )
            raise StoreError(message)
    store.commit(remove=articles, forget=forgotten)
    left = len(store.ids())
    typer.echo(f"Removed {', '.join((*articles, *forgotten))}; {left:,} articles are left.")


def _held_input(path: Path) -> Found:
    """Keep standard input in a file, as large as a file may be and a byte more."""
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    path.write_bytes(data)
    return Found(path, path.name, len(data), known_as=f"standard input/{path.name}")


class _Adding:
    """One call of `quoth add`: the store and the model stay open while folders are watched."""

    def __init__(
        self,
        paths: Sequence[Path],
        ignore: Sequence[str],
        wishes: Wishes,
        *,
        piped: Found | None,
        json: bool,
    ) -> None:
        self._paths = paths
        self._ignore = ignore
        self._json = json
        # Before the model is loaded, which takes seconds: a path may be mistyped.
        self._findings = find_files(paths, ignore=ignore)
        if piped is not None:
            self._findings.files.append(piped)
        settings = read_settings()
        self._embedder = SentenceTransformerEmbedder(settings.model)
        self._store = FolderStore.create(settings.index, recipe_for(self._embedder))
        self._wishes = wishes
        self._seeds = _stand_ins(self._store)

    def run(self) -> bool:
        """Add what there is now; say whether a file failed."""
        wishes = Wishes(
            self._wishes.columns,
            prune=self._wishes.prune,
            again=self._wishes.again,
            instead_of=self._seeds,
        )
        with showing(Console(stderr=True)) as progress:
            report = add_files(
                self._store, self._embedder, self._findings, wishes, progress=progress
            )
        self._tell(report)
        if report.articles:
            self._seeds = ()
        return bool(report.failed)

    def watch(self) -> None:
        """Add what changes in the named folders and files until the person stops it."""
        Console(stderr=True).print("Watching for changes; Ctrl-C ends it.", highlight=False)
        watched = (path for path in self._paths if path.exists())
        for _ in watch_folders(
            *watched, debounce=SETTLED_MILLISECONDS, raise_interrupt=False, watch_filter=None
        ):
            self._findings = find_files(
                [path for path in self._paths if path.exists()], ignore=self._ignore
            )
            self.run()

    def _tell(self, report: Report) -> None:
        if self._json:
            said = as_json(report_as_dict(report), encoding=sys.stdout.encoding or "ascii")
            typer.echo(said)
        else:
            print_report(Console(), report, seeds=bool(self._seeds and report.articles))


def _stand_ins(store: FolderStore) -> tuple[str, ...]:
    """Return the ids of the seeds when the index holds them and nothing that a person added."""
    if store.files():
        return ()
    seeds = {article.id: article for article in read_folder(SEEDS)}
    if store.ids() != sorted(seeds):
        return ()
    unchanged = all(_is_seed(store.article(key), seed) for key, seed in seeds.items())
    return tuple(sorted(seeds)) if unchanged else ()


def _is_seed(article: Article, seed: Article) -> bool:
    return article.sha256 == seed.sha256
