"""Mail: written down in the transaction that asks for it, sent by the worker after it."""
