"""Confide keeps what people told an organisation in confidence."""

__version__ = "0.1.0"
