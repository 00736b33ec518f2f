"""Files of many formats -> articles. Everything here runs in the sandbox's child process."""
