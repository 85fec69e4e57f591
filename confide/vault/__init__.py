"""Keys, sealing and shredding: how words are kept so that only the door can open them, and how they are forgotten."""
