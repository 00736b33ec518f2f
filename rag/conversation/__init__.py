"""Follow-up questions -> questions that stand alone, completed from the conversation.

Nothing is invented: what is put in are words of the earlier questions or of the quoted answers. A
question that is complete by itself stays as it is. The completed question is shown to the person.

`completion` decides what a follow-up lacks; `pronouns` (with `persons` and `referents`), `ellipsis`
and `rephrase` supply it; `contractions`, `clause`, `phrases` and `words` read questions;
`attribution` finds whose words were shown; `parts` finds each question of a message, and `request`
takes "Could you tell me" from it.
"""

from rag.conversation.attribution import sources_of
from rag.conversation.completion import TURNS, complete
from rag.conversation.parts import Message, read_message
from rag.conversation.request import searched
from rag.conversation.source import asks_for_source

__all__ = [
    "TURNS",
    "Message",
    "asks_for_source",
    "complete",
    "read_message",
    "searched",
    "sources_of",
]
