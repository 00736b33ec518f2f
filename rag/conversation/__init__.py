"""Follow-up questions -> questions that stand alone, completed from the conversation.

Nothing is invented: what is put in are words of the earlier questions or of the quoted answers. A
question that is complete by itself stays as it is. The completed question is shown to the person.

`completion` decides what a follow-up lacks; `pronouns` (with `persons` and `referents`), `ellipsis`
and `rephrase` supply it; `contractions`, `clause`, `phrases` and `words` read questions;
`attribution` finds whose words were shown; `request` takes "Could you tell me" away.
"""

from rag.conversation.attribution import sources_of
from rag.conversation.completion import TURNS, complete
from rag.conversation.request import direct
from rag.conversation.source import asks_for_source

__all__ = ["TURNS", "asks_for_source", "complete", "direct", "sources_of"]
