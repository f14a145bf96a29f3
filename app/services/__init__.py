"""What a person can do, as commands over domain and store."""
