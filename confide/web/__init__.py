"""Pages: what people see and type."""
