"""Questions to a family that no question model was trained for, read by its catalog's vocabulary alone."""
