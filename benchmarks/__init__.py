"""How fast kata is: ratios, measured side by side."""
