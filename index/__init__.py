"""Articles -> something searchable. Knows no question and no answer."""

from index.article import parse_article, read_article
from index.build import build, read_folder, rebuild, recipe_for
from index.embedder import Embedder, HashingEmbedder, SentenceTransformerEmbedder, Vectors
from index.errors import (
    ArticleError,
    EmbeddingError,
    GoldError,
    QuestionError,
    QuothError,
    ReaderError,
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    TextTooLong,
)
from index.sentences import article_sentences, block_sentences, sentences_between
from index.store import Entry, FolderStore, Recipe, Store
from index.types import Article, Block, BlockKind, Hit, Passage

__all__ = [
    "Article",
    "ArticleError",
    "Block",
    "BlockKind",
    "Embedder",
    "EmbeddingError",
    "Entry",
    "FolderStore",
    "GoldError",
    "HashingEmbedder",
    "Hit",
    "Passage",
    "QuestionError",
    "QuothError",
    "ReaderError",
    "Recipe",
    "SentenceTransformerEmbedder",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreIncompatible",
    "StoreLocked",
    "StoreMissing",
    "StoreReadOnly",
    "TextTooLong",
    "Vectors",
    "article_sentences",
    "block_sentences",
    "build",
    "parse_article",
    "read_article",
    "read_folder",
    "rebuild",
    "recipe_for",
    "sentences_between",
]
