"""Where the bytes of a session are: by part, site, tab, field and JSON node, exact to the byte."""
