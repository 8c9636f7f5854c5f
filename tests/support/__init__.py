"""What the tests stand on: databases, a server, a browser, and a wall around them."""
