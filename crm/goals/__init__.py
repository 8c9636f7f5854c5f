"""Goals as a tree, and which parties contribute to them."""
