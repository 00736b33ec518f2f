"""haystack's extractive pipeline: embed, retrieve, read, as its own tutorial builds it.

Run in an environment with `requirements.txt`: `python -m eval.baselines.haystack_pipeline`.
"""

from __future__ import annotations

from importlib.metadata import version

from haystack import Document, ExtractedAnswer, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from eval.baselines.exchange import Found, Prepared, Ranked, Reply, Task, serve

_NUMBER = "number"


def prepare(task: Task) -> Prepared:
    """Index the passages and build the pipeline."""
    documents = [
        Document(id=str(number), content=text, meta={_NUMBER: number})
        for number, text in enumerate(task.passages)
    ]
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    embedder = SentenceTransformersDocumentEmbedder(model=task.embedder, progress_bar=False)
    embedder.warm_up()
    store.write_documents(embedder.run(documents)["documents"])
    pipeline = Pipeline()
    pipeline.add_component(
        "embedder", SentenceTransformersTextEmbedder(model=task.embedder, progress_bar=False)
    )
    pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=task.depth))
    reader = (
        TransformersExtractiveReader(model=task.checkpoint)
        if task.checkpoint
        else TransformersExtractiveReader()
    )
    pipeline.add_component("reader", reader)
    pipeline.connect("embedder.embedding", "retriever.query_embedding")
    pipeline.connect("retriever.documents", "reader.documents")

    def answer(question: str) -> Reply:
        ran = pipeline.run(
            {"embedder": {"text": question}, "reader": {"query": question}},
            include_outputs_from={"retriever"},
        )
        hits = ran["retriever"]["documents"]
        return Reply(
            ranking=[Ranked(hit.meta[_NUMBER], float(hit.score)) for hit in hits],
            found=_above_no_answer(ran["reader"]["answers"]),
        )

    return {"system": f"haystack {version('haystack-ai')}"}, answer


def _above_no_answer(answers: list[ExtractedAnswer]) -> list[Found]:
    """Return the answers that haystack ranks above its own "no answer", which has no words."""
    found = []
    for one in answers:
        if one.data is None:
            break
        span = one.document_offset
        found.append(
            Found(one.data, float(one.score), one.document.meta[_NUMBER], span.start, span.end)
        )
    return found


if __name__ == "__main__":
    serve(prepare)
