"""The only way from sealed to plain: who is reading, why, and what that opens."""
