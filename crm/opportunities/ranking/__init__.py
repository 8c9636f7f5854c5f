"""Who should meet: evidence, reasons, and the engine that orders by them."""
