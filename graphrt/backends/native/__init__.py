"""The native backend: a plan's static steps as machine code, one call for all of them."""
