"""Settings, addresses and the application that a web server runs."""
