"""The web: pages for people in a browser."""
def init_app(app): pass
