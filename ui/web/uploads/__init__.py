"""Documents that people drop into the chat: taken in, read, asked, and put away again."""
