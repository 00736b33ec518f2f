"""The web chat: a Gradio page whose every word from a source or a person is escaped."""
