"""Pure rules and values: no Django, no input or output, no clock."""
