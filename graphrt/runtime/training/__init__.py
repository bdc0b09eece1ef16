"""Training from the file: data, their order, metrics, checkpoints, and the trainer."""
