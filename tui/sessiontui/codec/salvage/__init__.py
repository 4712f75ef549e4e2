"""What a damaged session file still holds, as a session document again."""
