"""Reading passages for the exact words that answer a question."""
