"""txtai's extractor (its RAG pipeline with an extractive reader) over a hybrid txtai index.

Run in an environment with `requirements.txt`: `python -m eval.baselines.txtai_extractor`.
"""

from __future__ import annotations

from importlib.metadata import version

from transformers import BatchEncoding
from txtai import RAG, Embeddings
from txtai.pipeline import Questions

from eval.baselines.exchange import Found, Prepared, Ranked, Reply, Task, serve


class Declining(Questions):  # type: ignore[misc]  # txtai ships no types
    """Questions that takes a reader's "no answer" for what it is, where txtai 9 raises."""

    def answer(self, context: str, tokens: BatchEncoding, start: int, end: int) -> str | None:
        """Return the words, or None where the reader points at a token that is not of a word."""
        if tokens.token_to_word(start) is None or tokens.token_to_word(end) is None:
            return None
        words: str = super().answer(context, tokens, start, end)
        return words


def prepare(task: Task) -> Prepared:
    """Index the passages, by words and by meaning, and load the reader."""
    embeddings = Embeddings(path=task.embedder, hybrid=True, content=True)
    embeddings.index(enumerate(task.passages))
    # As it is by default: three passages joined into one, which is cut at what the model reads.
    extractor = RAG(embeddings, Declining(task.checkpoint), output="reference")

    def answer(question: str) -> Reply:
        hits = embeddings.search(question, task.depth)
        ranking = [Ranked(int(hit["id"]), float(hit["score"])) for hit in hits]
        said = extractor([{"name": "", "query": question, "question": question}])[0]
        if not said["answer"]:
            return Reply(ranking)
        # It tells the passage but neither the place nor how sure it is.
        cited = int(said["reference"])
        sure = next((hit.score for hit in ranking if hit.passage == cited), 0.0)
        return Reply(ranking, [Found(said["answer"], sure, cited)])

    return {"system": f"txtai {version('txtai')}"}, answer


if __name__ == "__main__":
    serve(prepare)
