"""What the tests of crashes and of many processes run in processes of their own."""

from __future__ import annotations

import random
import time
from pathlib import Path

from index import FolderStore, HashingEmbedder, build, parse_article, recipe_for
from index.build import make_entries
from index.verify import verify

EMBEDDER = HashingEmbedder()
RECIPE = recipe_for(EMBEDDER)
_WORDS = [
    "rain",
    "snow",
    "Minsk",
    "Grodno",
    "naïve",
    "日本",
    "שלום",
    "👩\u200d🚀",
    "prices",
    "fell",
]
# Ids are few, so that articles are replaced and removed as often as they are added.
_IDS = [f"article-{n:02}" for n in range(12)]


def text_of(article_id, version):
    """Return the text of a version of an article; its marker stands in no other text."""
    choose = random.Random(f"{article_id} {version}")  # noqa: S311 - texts, not secrets
    marker = marker_of(article_id, version)
    sentences = [
        f"{' '.join(choose.choices(_WORDS, k=12))} {marker}."
        for _ in range(choose.randrange(1, 60))
    ]
    return " ".join(sentences)


def marker_of(article_id, version):
    """Return a word that only this version has, of letters alone, which no stemmer changes."""
    digits = f"{article_id[-2:]}{version:06d}"
    return "zq" + "".join("bcdfghjkmn"[int(digit)] for digit in digits) + "zq"


def entries_of(articles):
    """Return entries of a mapping from ids to versions."""
    return make_entries(
        [parse_article(text_of(*item), item[0]) for item in articles.items()], EMBEDDER
    )


def operations(seed, state):
    """Yield one change after another, and the state ({id: version}) that each leaves."""
    choose = random.Random(seed)  # noqa: S311 - moments, not secrets
    for version in range(seed * 1000, seed * 1000 + 1000):
        kind = choose.choice(["add", "add", "replace", "remove", "repair"])
        held = sorted(state)
        add, remove = {}, []
        if kind == "remove" and held:
            remove = choose.sample(held, choose.randrange(1, min(3, len(held)) + 1))
        elif kind == "replace" and held:
            add = dict.fromkeys(choose.sample(held, 1), version)
        elif kind != "repair":
            add = dict.fromkeys(choose.sample(_IDS, choose.randrange(1, 4)), version)
        state = {key: value for key, value in state.items() if key not in remove} | add
        yield kind, add, remove, state


def write_until_killed(path, seed, state, told):
    """Change the index without end; tell the number of changes that are done after each."""
    store = FolderStore(Path(path), RECIPE)
    told.send(0)
    for done, (kind, add, remove, _) in enumerate(operations(seed, state), start=1):
        if kind == "repair":
            store.repair([file.name for file in Path(path).glob("segment-*")])
        else:
            store.commit(add=entries_of(add), remove=remove)
        told.send(done)


def inspect(path, told):
    """Tell the texts that are there, what both searches find of each, and what verify says."""
    store = FolderStore(Path(path), RECIPE)
    texts = {article.id: article.text for article in store.articles()}
    for article_id, text in texts.items():
        marker = text.rsplit(" ", 1)[1].rstrip(".")
        for hits in (store.lexical(marker, 999), store.dense(EMBEDDER.embed_query(marker), 999)):
            for hit in hits:
                passage = hit.passage
                assert texts[passage.article][passage.start : passage.end] == passage.text
        found = {hit.passage.article for hit in store.lexical(marker, 999)}
        assert found == {article_id}, (article_id, found)
    told.send((texts, verify(Path(path)).problems))


def add_versions(path, articles, batch):
    """Add articles, so many in a commit."""
    store = build(Path(path), [], EMBEDDER)
    items = sorted(articles.items())
    for at in range(0, len(items), batch):
        store.commit(add=entries_of(dict(items[at : at + batch])))
    store.close()


def ask_until_told(path, stop, told):
    """Search and check what is found; tell how often, and how long the longest search took."""
    store = FolderStore(Path(path), RECIPE)
    asked, longest = 0, 0.0
    while not stop.is_set():
        began = time.perf_counter()
        for hits in (
            store.lexical("rain Minsk", 20),
            store.dense(EMBEDDER.embed_query("snow"), 20),
        ):
            for hit in hits:
                passage = hit.passage
                text = store.article(passage.article).text
                assert text[passage.start : passage.end] == passage.text
        longest = max(longest, time.perf_counter() - began)
        asked += 1
        time.sleep(0.01)
    told.send((asked, longest))
