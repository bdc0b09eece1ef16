"""What a user writes: builders, symbolic tensors, functions, initialisers, optimisers."""
