"""What a session is: pure, without input or output, without Textual."""
