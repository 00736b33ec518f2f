"""An answer marked where it stands, as model input: what the verifier reads.

`[CLS] question [SEP] title, date, heading [SEP] … before «answer» after … [SEP]`, with the answer
between two of BERT's unused tokens (Iyer et al. 2021, "RECONSIDER: Improved re-ranking using
span-focused cross-attention for open domain question answering"). Training and answering both
encode with this module. It needs no torch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tokenizers import Tokenizer

from index import Article, ReaderError
from rag.headings import dated_above, heading_above
from rag.types import Evidence

# What is read of each part, in tokens: with the six special ones 176 in all at the most.
_QUESTION = 48
_TITLE = 20
_DATE = 6
_UNDER = 24
_TEXT = 72
# A longer answer is shown by its two ends, so that some of what surrounds it is seen.
_ANSWER = 44
# Of what the answer leaves, what leads up to it gets most: that is where a pronoun's name stands.
_BEFORE = 0.6
# Characters of the article beyond the quote that can fill the text's tokens.
_REACH_BACK = 250
_REACH_ON = 150
_MARKS = ("[unused0]", "[unused1]")


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer and what stands around it; `published` is a day or empty.

    `under` is the line that dates its entry and its heading, as far as there are any.
    """

    title: str
    published: str
    under: str
    before: str
    answer: str
    after: str

    def to_dict(self) -> dict[str, str]:
        """Return it as JSON values."""
        return asdict(self)


def mark(evidence: Evidence, article: Article) -> Marked:
    """Mark the answer of quoted evidence in its article."""
    (start, end), (opens, closes) = evidence.answer, evidence.quote
    under = dict.fromkeys((dated_above(article, opens), heading_above(article, opens)))
    return Marked(
        title=article.title,
        published=f"{article.published:%d %B %Y}" if article.published else "",
        under=" ".join(line for line in under if line and line != article.title),
        before=article.text[max(0, min(start, opens) - _REACH_BACK) : start],
        answer=article.text[start:end],
        after=article.text[end : max(end, closes) + _REACH_ON],
    )


class MarkedEncoder:
    """Turns a question and a marked answer into token ids."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Use a BERT tokenizer. Raises ReaderError for one without BERT's special tokens."""
        found = [tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]", *_MARKS)]
        ids = [one for one in found if one is not None]
        if len(ids) < len(found):
            message = f"the tokenizer has no [CLS], [SEP] and {_MARKS}; take a BERT checkpoint's"
            raise ReaderError(message)
        self._tokenizer = tokenizer
        self._cls, self._sep, self._open, self._close = ids

    def encode(self, question: str, marked: Marked) -> tuple[tuple[int, ...], int]:
        """Return the ids, and how many of them are the question's side."""
        asked = (self._cls, *self._tokens(question)[:_QUESTION], self._sep)
        source = (
            *self._tokens(marked.title)[:_TITLE],
            *self._tokens(marked.published)[:_DATE],
            *self._tokens(marked.under)[:_UNDER],
        )
        answer = self._tokens(marked.answer)
        if len(answer) > _ANSWER:
            answer = answer[: _ANSWER // 2] + answer[-_ANSWER // 2 :]
        before, after = self._tokens(marked.before), self._tokens(marked.after)
        room = _TEXT - len(answer)
        back = min(len(before), max(int(room * _BEFORE), room - len(after)))
        text = (
            *before[len(before) - back :],
            *(self._open, *answer, self._close),
            *after[: room - back],
        )
        return (*asked, *source, self._sep, *text, self._sep), len(asked)

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return found
