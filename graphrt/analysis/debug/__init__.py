"""Where values and gradients go wrong: the first non-finite value, the path that carries none."""
