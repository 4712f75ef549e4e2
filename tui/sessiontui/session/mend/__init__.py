"""A session document made whole again from JSON that is cut or has holes."""
