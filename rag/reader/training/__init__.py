"""What trains a reader and its verifier; the commands that do it stand one folder up."""
