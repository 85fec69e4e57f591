"""What we hold about people, and for which purpose."""
