"""BPMN XML → what the engine executes: reader, extension elements, one element table, linter."""
