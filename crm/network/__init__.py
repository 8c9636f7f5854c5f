"""The network seen: the graph, its measures, pictures, words and charts."""

import os

# Positions are small sums of a few hundred rows: on a busy server the threads of numpy's linear
# algebra only wait for each other, and one thread always adds up in the same order.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
