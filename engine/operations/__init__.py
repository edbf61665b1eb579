"""What a service task can do: an explicit table of operations.  (The table itself follows with the operations.)"""
