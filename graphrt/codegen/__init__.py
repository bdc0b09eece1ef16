"""A signature as flat NumPy: forward, backward and update, as on a blackboard."""
